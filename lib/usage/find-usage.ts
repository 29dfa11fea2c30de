import { authorise, may } from "#lib/access";
import type { Ctx } from "#lib/db";
import { AppError } from "#lib/errors";
import type { Whose } from "./read-usage.ts";

/** What a view is about, and the names of its versions by id. */
export interface Subject {
  whose: Whose;
  versionNames: Map<string, string>;
}

/**
 * The usage of an API, or of one of its versions. Throws `not_found` for an API that the actor cannot see, `forbidden` for one
 * whose usage is for its team, governance and administrators.
 */
export async function apiSubject(
  ctx: Ctx,
  at: { slug: string; version?: string | undefined; environment?: string | undefined },
): Promise<Subject> {
  const api = await ctx.db.api.findUnique({
    where: { slug: at.slug },
    select: {
      teamId: true,
      visibility: true,
      grantedTeamIds: true,
      versions: { select: { id: true, name: true } },
    },
  });
  if (!api || !may(ctx.actor, "api.read", api)) {
    throw new AppError("not_found", `There is no API ${at.slug} that you can see.`);
  }
  authorise(ctx.actor, "usage.read", { teamId: api.teamId });
  const versions = api.versions.filter(({ name }) => at.version === undefined || name === at.version);
  if (versions.length === 0 && at.version !== undefined) {
    throw new AppError("not_found", `The API has no version ${at.version}.`);
  }
  return {
    whose: { versionIds: versions.map(({ id }) => id), ...(await environmentOf(ctx, at.environment)) },
    versionNames: new Map(versions.map(({ id, name }) => [id, name])),
  };
}

/** The usage of an application. Throws `not_found` for those who are not of its team, governance or administrators. */
export async function applicationSubject(
  ctx: Ctx,
  at: { slug: string; environment?: string | undefined },
): Promise<Subject> {
  const application = await ctx.db.application.findFirst({
    where: { slug: at.slug, deletedAt: null },
    select: { id: true, teamId: true },
  });
  if (!application || !may(ctx.actor, "usage.read", application)) {
    throw new AppError("not_found", `There is no application ${at.slug} that you can see.`);
  }
  const whose = { applicationId: application.id, ...(await environmentOf(ctx, at.environment)) };
  return { whose, versionNames: new Map() };
}

async function environmentOf(ctx: Ctx, slug: string | undefined): Promise<{ environmentId?: string }> {
  if (slug === undefined) return {};
  const environment = await ctx.db.environment.findUnique({ where: { slug }, select: { id: true } });
  if (environment) return { environmentId: environment.id };
  const message = `There is no environment ${slug}.`;
  throw new AppError("invalid", message, { issues: [{ path: ["query", "environment"], message }] });
}
