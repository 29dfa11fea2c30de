import { may } from "#lib/access";
import type { Ctx } from "#lib/db";
import { AppError } from "#lib/errors";

interface FoundVersion {
  id: string;
  environmentId: string;
}

/** The ids behind an API's slug, a version's name and an environment's slug; `not_found` where the actor sees none. */
export async function findServed(
  ctx: Ctx,
  at: { slug: string; version: string },
  environment: string,
): Promise<FoundVersion> {
  const [version, found] = await Promise.all([
    ctx.db.version.findFirst({
      where: { name: at.version, api: { slug: at.slug } },
      select: { id: true, api: { select: { teamId: true, visibility: true } } },
    }),
    ctx.db.environment.findUnique({ where: { slug: environment }, select: { id: true } }),
  ]);
  if (!version || !may(ctx.actor, "api.read", version.api)) {
    throw new AppError(
      "not_found",
      `There is no version ${at.version} of an API ${at.slug} that you can see.`,
    );
  }
  if (!found) throw new AppError("not_found", `There is no environment ${environment}.`);
  return { id: version.id, environmentId: found.id };
}
