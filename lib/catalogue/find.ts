import { authorise, may, type Action } from "#lib/access";
import type { Ctx, Visibility } from "#lib/db";
import { AppError } from "#lib/errors";
import type { ApiParams, VersionParams } from "./schema.ts";

export interface FoundApi {
  id: string;
  slug: string;
  name: string;
  summary: string;
  tier: number;
  visibility: Visibility;
  grantedTeamIds: string[];
  domain: string;
  tags: string[];
  teamId: string;
  team: { slug: string; name: string };
  fallbackAlertMinutes: number | null;
}

export interface FoundVersion {
  id: string;
  name: string;
  api: FoundApi;
}

const API = {
  id: true,
  slug: true,
  name: true,
  summary: true,
  tier: true,
  visibility: true,
  grantedTeamIds: true,
  domain: true,
  tags: true,
  teamId: true,
  team: { select: { slug: true, name: true } },
  fallbackAlertMinutes: true,
} as const;

/** The API, if the actor may see it (else `not_found`) and may do `action` (else `forbidden`). */
export async function findApi(ctx: Ctx, at: ApiParams, action: Action = "api.read"): Promise<FoundApi> {
  const api = await ctx.db.api.findUnique({ where: { slug: at.slug }, select: API });
  if (!api || !may(ctx.actor, "api.read", api)) {
    throw new AppError("not_found", `There is no API ${at.slug} that you can see.`);
  }
  authorise(ctx.actor, action, api);
  return api;
}

/** The version, if the actor may see it (else `not_found`) and may do `action` (else `forbidden`). */
export async function findVersion(
  ctx: Ctx,
  at: VersionParams,
  action: Action = "api.read",
): Promise<FoundVersion> {
  const api = await findApi(ctx, at, action);
  const version = await ctx.db.version.findUnique({
    where: { apiId_name: { apiId: api.id, name: at.version } },
    select: { id: true, name: true },
  });
  if (!version) throw new AppError("not_found", `${api.name} has no version ${at.version}.`);
  return { ...version, api };
}

/** The ids of the teams an input grants sight to; an issue at each `grantedTeams` that is none. */
export async function findGrantedTeamIds(ctx: Ctx, slugs: readonly string[]): Promise<string[]> {
  const teams = await ctx.db.team.findMany({
    where: { slug: { in: [...slugs] } },
    select: { id: true, slug: true },
    take: slugs.length,
  });
  const issues = slugs.flatMap((slug, index) =>
    teams.some((team) => team.slug === slug)
      ? []
      : [{ path: ["grantedTeams", index], message: `There is no team ${slug}.` }],
  );
  if (issues[0]) throw new AppError("invalid", issues[0].message, { issues });
  return teams.map((team) => team.id);
}

/** The id of a team named in an input; an issue at `team` when there is none. */
export async function findTeamId(ctx: Ctx, slug: string): Promise<string> {
  const team = await ctx.db.team.findUnique({ where: { slug }, select: { id: true } });
  if (team) return team.id;
  const message = `There is no team ${slug}.`;
  throw new AppError("invalid", message, { issues: [{ path: ["team"], message }] });
}
