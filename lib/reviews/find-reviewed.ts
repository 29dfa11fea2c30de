import { authorise, may, type Action } from "#lib/access";
import type { Ctx } from "#lib/db";
import { AppError } from "#lib/errors";
import type { ReviewedVersion } from "./schema.ts";

const API = { id: true, teamId: true, visibility: true, grantedTeamIds: true } as const;

/** The version, if the actor may see it (else `not_found`) and may do `action` (else `forbidden`). */
export async function findReviewed(ctx: Ctx, at: ReviewedVersion, action: Action) {
  const version = await ctx.db.version.findFirst({
    where: { name: at.version, api: { slug: at.slug } },
    select: { id: true, api: { select: API } },
  });
  if (!version || !may(ctx.actor, "api.read", version.api))
    throw new AppError(
      "not_found",
      `There is no version ${at.version} of an API ${at.slug} that you can see.`,
    );
  authorise(ctx.actor, action, version.api);
  return version;
}
