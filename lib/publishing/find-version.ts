import { authorise, may, type Action } from "#lib/access";
import type { Ctx, Visibility } from "#lib/db";
import { AppError } from "#lib/errors";
import type { VersionParams } from "./schema.ts";

export interface FoundVersion {
  id: string;
  name: string;
  api: {
    id: string;
    slug: string;
    name: string;
    tier: number;
    teamId: string;
    visibility: Visibility;
    grantedTeamIds: string[];
  };
}

/** The version, if the actor may see it (else `not_found`) and may do `action` (else `forbidden`). */
export async function findVersion(
  ctx: Ctx,
  at: VersionParams,
  action: Action = "api.read",
): Promise<FoundVersion> {
  const version = await ctx.db.version.findFirst({
    where: { name: at.version, api: { slug: at.slug } },
    select: {
      id: true,
      name: true,
      api: {
        select: {
          id: true,
          slug: true,
          name: true,
          tier: true,
          teamId: true,
          visibility: true,
          grantedTeamIds: true,
        },
      },
    },
  });
  if (!version || !may(ctx.actor, "api.read", version.api)) {
    throw new AppError(
      "not_found",
      `There is no version ${at.version} of an API ${at.slug} that you can see.`,
    );
  }
  authorise(ctx.actor, action, version.api);
  return version;
}

/** The environment's id by its slug; `not_found` when there is none. */
export async function findEnvironmentId(ctx: Ctx, slug: string): Promise<string> {
  const environment = await ctx.db.environment.findUnique({ where: { slug }, select: { id: true } });
  if (!environment) throw new AppError("not_found", `There is no environment ${slug}.`);
  return environment.id;
}
