import { visibleApis, type Ctx } from "#lib/db";
import type { RecentChange } from "./schema.ts";

/** How far back is looked for changes the reader may see. */
const LOOKED_AT = 100;

/** The latest audited changes to APIs and versions the actor may see, newest first. */
export async function recentChanges(ctx: Ctx, count: number): Promise<RecentChange[]> {
  const entries = await ctx.db.auditEntry.findMany({
    where: { objectKind: { in: ["api", "version"] }, actorKind: "user" },
    orderBy: [{ at: "desc" }, { id: "desc" }],
    take: LOOKED_AT,
    select: { id: true, at: true, actorName: true, action: true, objectKind: true, objectId: true },
  });
  const ids = [...new Set(entries.map((entry) => entry.objectId))];
  const api = visibleApis(ctx.actor);
  const [apis, versions] = await Promise.all([
    ctx.db.api.findMany({
      where: { AND: [api, { id: { in: ids } }] },
      select: { id: true, slug: true, name: true },
    }),
    ctx.db.version.findMany({
      where: { id: { in: ids }, api },
      select: { id: true, name: true, api: { select: { slug: true, name: true } } },
    }),
  ]);
  const links = new Map<string, Partial<RecentChange>>([
    ...apis.map((row) => [row.id, { api: row.slug, apiName: row.name }] as const),
    ...versions.map(
      (row) => [row.id, { api: row.api.slug, apiName: row.api.name, version: row.name }] as const,
    ),
  ]);
  return entries
    .filter((entry) => links.has(entry.objectId))
    .slice(0, count)
    .map((entry) => ({
      id: entry.id.toString(),
      at: entry.at.toISOString(),
      actor: entry.actorName,
      action: entry.action,
      ...links.get(entry.objectId),
    }));
}
