import { may } from "#lib/access";
import type { Ctx } from "#lib/db";
import { AppError } from "#lib/errors";
import { readApiSummaries } from "./api-summary.ts";
import { findApi } from "./find.ts";
import { GRANTED_TEAMS_MAX, VERSIONS_MAX, type ApiDetail, type ApiParams } from "./schema.ts";
import { toVersionSummaries, VERSION_SUMMARY } from "./version-summary.ts";

/** One API with its versions. Throws `not_found` for one the actor may not see. */
export async function getApi(ctx: Ctx, at: ApiParams): Promise<ApiDetail> {
  const api = await findApi(ctx, at);
  const [row, summaries, versions, grantedTeams] = await Promise.all([
    ctx.db.api.findUnique({
      where: { id: api.id },
      select: { createdAt: true, defaultVersion: { select: { name: true } } },
    }),
    readApiSummaries(ctx.db, [api.id]),
    ctx.db.version.findMany({
      where: { apiId: api.id },
      select: VERSION_SUMMARY,
      orderBy: [{ createdAt: "desc" }, { id: "desc" }],
      take: VERSIONS_MAX,
    }),
    ctx.db.team.findMany({
      where: { id: { in: api.grantedTeamIds } },
      select: { slug: true, name: true },
      orderBy: [{ name: "asc" }, { id: "asc" }],
      take: GRANTED_TEAMS_MAX,
    }),
  ]);
  const summary = summaries.get(api.id);
  if (!row || !summary) throw new AppError("not_found", `${api.name} is gone.`);
  return {
    ...summary,
    createdAt: row.createdAt.toISOString(),
    etag: summary.updatedAt,
    fallbackAlertMinutes: api.fallbackAlertMinutes,
    grantedTeams,
    isDefaultChosen: row.defaultVersion !== null && row.defaultVersion.name === summary.defaultVersion?.name,
    versions: await toVersionSummaries(ctx.db, versions),
    mayUpdate: may(ctx.actor, "api.update", api),
    maySeeSubscribers: may(ctx.actor, "subscription.read", api),
    mayDelete: may(ctx.actor, "api.delete", api),
  };
}
