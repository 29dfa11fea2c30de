import { may } from "#lib/access";
import type { Ctx } from "#lib/db";
import { API_SUMMARY, toApiSummary } from "./api-summary.ts";
import { findApi } from "./find.ts";
import { liveEnvironments } from "./live-environments.ts";
import type { ApiDetail, ApiParams } from "./schema.ts";
import { toVersionSummary, VERSION_SUMMARY } from "./version-summary.ts";

const VERSIONS_SHOWN = 100;

/** One API with its versions. Throws `not_found` for one the actor may not see. */
export async function getApi(ctx: Ctx, at: ApiParams): Promise<ApiDetail> {
  const api = await findApi(ctx, at);
  const [row, versions, live] = await Promise.all([
    ctx.db.api.findUniqueOrThrow({ where: { id: api.id }, select: { ...API_SUMMARY, createdAt: true } }),
    ctx.db.version.findMany({
      where: { apiId: api.id },
      select: VERSION_SUMMARY,
      orderBy: [{ createdAt: "desc" }, { id: "desc" }],
      take: VERSIONS_SHOWN,
    }),
    liveEnvironments(ctx.db, [api.id]),
  ]);
  const { createdAt, ...summary } = row;
  return {
    ...toApiSummary(summary, live.map((one) => one.environment)),
    createdAt: createdAt.toISOString(),
    versions: versions.map((version) => toVersionSummary(version, live)),
    mayUpdate: may(ctx.actor, "api.update", api),
    mayDelete: may(ctx.actor, "api.delete", api),
  };
}
