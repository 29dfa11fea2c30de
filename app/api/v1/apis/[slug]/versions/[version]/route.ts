import { handle } from "@/app/_server/handle.ts";
import { getVersion } from "#lib/catalogue";
import { VersionDetail, VersionParams } from "#lib/catalogue/schema";
import { deleteVersion } from "#lib/versions";

export const GET = handle(
  { summary: "Read a version", area: "catalogue", params: VersionParams, answer: VersionDetail },
  ({ ctx, params }) => getVersion(ctx, params),
);

export const DELETE = handle(
  {
    summary: "Delete a version that was never published",
    area: "catalogue",
    params: VersionParams,
    resource: GET,
  },
  ({ ctx, params }) => deleteVersion(ctx, params),
);
