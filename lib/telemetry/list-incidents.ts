import { authorise } from "#lib/access";
import { containing, visibleApis, type Ctx, type Prisma } from "#lib/db";
import { pageSlice, type Page } from "#lib/paging";
import { findVersionId } from "./find-served.ts";
import { INCIDENT_FIELDS, toIncident } from "./incident-row.ts";
import type { IncidentDto, IncidentQuery } from "./schema.ts";

/**
 * Incidents of the APIs the actor may see, or of one version of one. `q` searches API names. Throws `not_found` for a
 * version the actor does not see.
 */
export async function listIncidents(
  ctx: Ctx,
  query: IncidentQuery,
  of?: { slug: string; version: string },
): Promise<Page<IncidentDto>> {
  authorise(ctx.actor, "gateway.read");
  const named = {
    ...(query.q ? { name: containing(query.q) } : {}),
    ...(query.api ? { slug: query.api } : {}),
  };
  const where: Prisma.IncidentWhereInput = {
    ...(of ? { versionId: await findVersionId(ctx, of) } : {}),
    version: { api: { AND: [visibleApis(ctx.actor), named] } },
    ...(query.environment ? { environment: { slug: query.environment } } : {}),
    ...(query.state ? { closedAt: query.state === "open" ? null : { not: null } } : {}),
    ...(query.alert ? { alertedAt: { not: null }, alertEndedAt: null } : {}),
    ...(query.withinDays
      ? { OR: [{ closedAt: null }, { closedAt: { gte: daysAgo(ctx, query.withinDays) } }] }
      : {}),
  };
  const [total, rows] = await Promise.all([
    ctx.db.incident.count({ where }),
    ctx.db.incident.findMany({
      where,
      orderBy: [{ [query.sort]: query.dir }, { id: query.dir }],
      ...pageSlice(query),
      select: INCIDENT_FIELDS,
    }),
  ]);
  return { items: rows.map(toIncident), total, page: query.page, size: query.size };
}

function daysAgo({ now }: Ctx, days: number): Date {
  return new Date(now.getTime() - days * 86_400_000);
}
