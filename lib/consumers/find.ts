import { authorise, may, type Action } from "#lib/access";
import type { Ctx, Prisma } from "#lib/db";
import { AppError } from "#lib/errors";

const APPLICATION = {
  id: true,
  slug: true,
  name: true,
  description: true,
  teamId: true,
  team: { select: { slug: true, name: true } },
} as const satisfies Prisma.ApplicationSelect;

export type FoundApplication = Prisma.ApplicationGetPayload<{ select: typeof APPLICATION }>;

/** The application, if the actor may see it (else `not_found`) and may do `action` (else `forbidden`). */
export async function findApplication(
  ctx: Ctx,
  at: { slug: string },
  action: Action = "application.read",
): Promise<FoundApplication> {
  const application = await ctx.db.application.findFirst({
    where: { slug: at.slug, deletedAt: null },
    select: APPLICATION,
  });
  if (!application || !may(ctx.actor, "application.read", application)) {
    throw new AppError("not_found", `There is no application ${at.slug} that you can see.`);
  }
  authorise(ctx.actor, action, application);
  return application;
}

const API = {
  id: true,
  slug: true,
  name: true,
  teamId: true,
  visibility: true,
  grantedTeamIds: true,
} as const satisfies Prisma.ApiSelect;

export type FoundApi = Prisma.ApiGetPayload<{ select: typeof API }>;

/** The API, if the actor may see it (else `not_found`) and may do `action` (else `forbidden`). */
export async function findApi(
  ctx: Ctx,
  at: { slug: string },
  action: Action = "api.read",
): Promise<FoundApi> {
  const api = await ctx.db.api.findUnique({ where: { slug: at.slug }, select: API });
  if (!api || !may(ctx.actor, "api.read", api)) {
    throw new AppError("not_found", `There is no API ${at.slug} that you can see.`);
  }
  authorise(ctx.actor, action, api);
  return api;
}

export interface FoundVersion {
  id: string;
  name: string;
  stage: string;
  api: FoundApi;
}

/** The version, if the actor may see it (else `not_found`) and may do `action` (else `forbidden`). */
export async function findVersion(
  ctx: Ctx,
  at: { slug: string; version: string },
  action: Action = "api.read",
): Promise<FoundVersion> {
  const api = await findApi(ctx, at, action);
  const version = await ctx.db.version.findUnique({
    where: { apiId_name: { apiId: api.id, name: at.version } },
    select: { id: true, name: true, stage: true },
  });
  if (!version) throw new AppError("not_found", `${api.name} has no version ${at.version}.`);
  return { ...version, api };
}

/** An environment named in an input; an issue at `environment` when there is none. */
export async function findEnvironment(ctx: Ctx, slug: string): Promise<{ id: string; slug: string }> {
  const environment = await ctx.db.environment.findUnique({
    where: { slug },
    select: { id: true, slug: true },
  });
  return environment ?? refuseAt("invalid", "environment", `There is no environment ${slug}.`);
}

/** Throws, with the message also at the field it is about. */
export function refuseAt(
  code: "invalid" | "conflict" | "unprocessable",
  field: string,
  message: string,
): never {
  throw new AppError(code, message, { issues: [{ path: [field], message }] });
}
