import { handle } from "@/app/_server/handle.ts";
import { getAccess, saveAccess } from "#lib/catalogue";
import { SaveAccess, VersionAccess, VersionParams } from "#lib/catalogue/schema";

export const GET = handle(
  { summary: "Read who may call a version", area: "catalogue", params: VersionParams, answer: VersionAccess },
  ({ ctx, params }) => getAccess(ctx, params),
);

export const PUT = handle(
  {
    summary: "Change who may call a version",
    area: "catalogue",
    params: VersionParams,
    body: SaveAccess,
    answer: VersionAccess,
    resource: GET,
  },
  ({ ctx, params, body }) => saveAccess(ctx, params, body),
);
