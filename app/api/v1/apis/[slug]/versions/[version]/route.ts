import { handle } from "@/app/_server/handle.ts";
import { getVersion } from "#lib/catalogue";
import { VersionDetail, VersionParams } from "#lib/catalogue/schema";

export const GET = handle(
  { summary: "Read a version", area: "catalogue", params: VersionParams, answer: VersionDetail },
  ({ ctx, params }) => getVersion(ctx, params),
);
