import { handle } from "@/app/_server/handle.ts";
import { getVersionLife } from "#lib/versions";
import { VersionLife, VersionLifeParams } from "#lib/versions/schema";

export const GET = handle(
  { summary: "Read a version's life", area: "catalogue", params: VersionLifeParams, answer: VersionLife },
  ({ ctx, params }) => getVersionLife(ctx, params),
);
