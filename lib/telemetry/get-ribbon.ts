import type { Ctx } from "#lib/db";
import { AppError } from "#lib/errors";
import { findServed } from "./find-served.ts";
import { ribbonSegments } from "./ribbon-segments.ts";
import type { Ribbon, RibbonQuery } from "./schema.ts";

const HOUR_MS = 3_600_000;
/** A little before and after an incident, so that its edges are seen. */
const MARGIN_MS = 30_000;
const CHANGES_MAX = 5_000;

/** Who answered when, per gateway: of an incident with its edges, or of a time range, by default the last hour. */
export async function getRibbon(
  ctx: Ctx,
  at: { slug: string; version: string },
  query: RibbonQuery,
): Promise<Ribbon> {
  const { id: versionId, environmentId } = await findServed(ctx, at, query.environment);
  const range = query.incident
    ? await incidentRange(ctx, { id: query.incident, versionId, environmentId })
    : givenRange(ctx, query);
  const changes = await ctx.db.$queryRaw<{ node: string; at: Date; target: string; reason: string }[]>`
    (SELECT DISTINCT ON ("node") "node", "at", "target", "reason" FROM "ServingChange"
      WHERE "versionId" = ${versionId} AND "environmentId" = ${environmentId} AND "at" <= ${range.from}
      ORDER BY "node", "at" DESC, "id" DESC)
    UNION ALL
    (SELECT "node", "at", "target", "reason" FROM "ServingChange"
      WHERE "versionId" = ${versionId} AND "environmentId" = ${environmentId} AND "at" > ${range.from} AND "at" < ${range.to}
      ORDER BY "at", "id" LIMIT ${CHANGES_MAX})`;
  const ordered = changes.sort((a, b) => a.node.localeCompare(b.node) || a.at.getTime() - b.at.getTime());
  return {
    from: range.from.toISOString(),
    to: range.to.toISOString(),
    segments: ribbonSegments(ordered, range),
  };
}

interface Range {
  from: Date;
  to: Date;
}

async function incidentRange(
  ctx: Ctx,
  where: { id: string; versionId: string; environmentId: string },
): Promise<Range> {
  const incident = await ctx.db.incident.findFirst({ where, select: { openedAt: true, closedAt: true } });
  if (!incident) throw new AppError("not_found", "There is no such incident.");
  const end = incident.closedAt ? incident.closedAt.getTime() + MARGIN_MS : ctx.now.getTime();
  return {
    from: new Date(incident.openedAt.getTime() - MARGIN_MS),
    to: new Date(Math.min(end, ctx.now.getTime())),
  };
}

function givenRange(ctx: Ctx, query: RibbonQuery): Range {
  const to = query.to ? new Date(query.to) : ctx.now;
  return { from: query.from ? new Date(query.from) : new Date(to.getTime() - HOUR_MS), to };
}
