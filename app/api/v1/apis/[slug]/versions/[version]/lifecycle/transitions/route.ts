import { handle } from "@/app/_server/handle.ts";
import { moveVersion } from "#lib/versions";
import { MovedVersion, MoveVersion, VersionLifeParams } from "#lib/versions/schema";

export const POST = handle(
  {
    summary: "Deprecate, restore, retire, block or unblock a version",
    area: "publishing",
    params: VersionLifeParams,
    body: MoveVersion,
    status: 202,
    answer: MovedVersion,
  },
  ({ ctx, params, body }) => moveVersion(ctx, params, body),
);
