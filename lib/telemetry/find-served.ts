import { may, type Subject } from "#lib/access";
import type { Ctx } from "#lib/db";
import { AppError } from "#lib/errors";

interface FoundVersion {
  id: string;
  environmentId: string;
  /** What may be done to it is decided on this. */
  subject: Subject;
}

interface At {
  slug: string;
  version: string;
}

/** The ids behind an API's slug, a version's name and an environment's slug; `not_found` where the actor sees none. */
export async function findServed(ctx: Ctx, at: At, environment: string): Promise<FoundVersion> {
  const [version, found] = await Promise.all([
    findVisible(ctx, at),
    ctx.db.environment.findUnique({ where: { slug: environment }, select: { id: true } }),
  ]);
  if (!found) throw new AppError("not_found", `There is no environment ${environment}.`);
  return { id: version.id, environmentId: found.id, subject: version.api };
}

/** The id of a version; `not_found` when the actor sees none there. */
export async function findVersionId(ctx: Ctx, at: At): Promise<string> {
  return (await findVisible(ctx, at)).id;
}

async function findVisible(ctx: Ctx, at: At): Promise<{ id: string; api: Subject }> {
  const version = await ctx.db.version.findFirst({
    where: { name: at.version, api: { slug: at.slug } },
    select: { id: true, api: { select: { teamId: true, visibility: true, grantedTeamIds: true } } },
  });
  if (version && may(ctx.actor, "api.read", version.api)) return version;
  throw new AppError("not_found", `There is no version ${at.version} of an API ${at.slug} that you can see.`);
}
