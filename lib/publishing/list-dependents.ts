import { containing, visibleApis, type Ctx } from "#lib/db";
import { namedApis } from "#lib/fallback";
import { pageSlice, type Page } from "#lib/paging";
import { findVersion } from "./find-version.ts";
import type { DependentDto, DependentQuery, VersionParams } from "./schema.ts";

/** The versions that have this one in their chain, per environment; of those that the actor may not see, only how many. */
export async function listDependents(
  ctx: Ctx,
  at: VersionParams,
  query: DependentQuery,
): Promise<Page<DependentDto> & { hidden: number }> {
  const version = await findVersion(ctx, at);
  const every = {
    innerVersionId: version.id,
    ...(query.environment ? { environment: { slug: query.environment } } : {}),
  };
  const matching = query.q ? [{ OR: [{ name: containing(query.q) }, { slug: containing(query.q) }] }] : [];
  const where = { ...every, version: { api: { AND: [visibleApis(ctx.actor), ...matching] } } };
  const [total, all, visible, rows] = await Promise.all([
    ctx.db.dependency.count({ where }),
    ctx.db.dependency.count({ where: every }),
    ctx.db.dependency.count({ where: { ...every, version: { api: visibleApis(ctx.actor) } } }),
    ctx.db.dependency.findMany({
      where,
      orderBy: [
        { version: { api: { slug: query.dir } } },
        { version: { name: query.dir } },
        { environment: { position: "asc" } },
        { versionId: query.dir },
      ],
      ...pageSlice(query),
      select: {
        environmentId: true,
        environment: { select: { slug: true } },
        version: {
          select: {
            id: true,
            name: true,
            api: { select: { slug: true, name: true } },
            deployments: { select: { environmentId: true, wantedRevision: { select: { policy: true } } } },
          },
        },
      },
    }),
  ]);
  const items = rows.map(({ environment, environmentId, version: { name, api, deployments } }) => {
    const wanted = deployments.find(
      (deployment) => deployment.environmentId === environmentId,
    )?.wantedRevision;
    const isDirect = namedApis(wanted?.policy).some(
      (one) => one.api === at.slug && one.version === at.version,
    );
    return { api: api.slug, apiName: api.name, version: name, environment: environment.slug, isDirect };
  });
  return { items, total, page: query.page, size: query.size, hidden: all - visible };
}
