import { authorise } from "#lib/access";
import type { Ctx } from "#lib/db";
import { lockIncidents, sumParts } from "./merge-incidents.ts";

/** A gateway that is gone and silent for this long no longer keeps an incident open. */
const SILENT_MINUTES = 5;

/**
 * Closes the parts of gateways that will never close them: of a process that was replaced by another, and of a node that
 * has lost its lease and sent nothing for five minutes. A gateway that is only cut off from the store still reports.
 * Returns how many parts were closed.
 */
export async function closeAbandonedIncidents(ctx: Ctx): Promise<number> {
  authorise(ctx.actor, "gateway.report");
  const environments = await ctx.db.environment.findMany({ take: 100, select: { id: true } });
  let closed = 0;
  for (const { id } of environments) closed += await closeIn(ctx, id);
  return closed;
}

async function closeIn(ctx: Ctx, environmentId: string): Promise<number> {
  return ctx.db.$transaction(async (tx) => {
    await lockIncidents(tx, environmentId);
    const parts = await tx.$queryRaw<{ incidentId: string }[]>`
      UPDATE "IncidentPart" p SET "closedAt" = GREATEST(p."openedAt", LEAST(COALESCE(g."lostAt", now()), now())),
        "closedBy" = 'lost'
      FROM "Gateway" g
      WHERE p."environmentId" = ${environmentId} AND p."closedAt" IS NULL
        AND g."environmentId" = p."environmentId" AND g."node" = p."node"
        AND (g."startedAt" > p."openedAt" OR (
          g."lostAt" < now() - make_interval(mins => ${SILENT_MINUTES}::int)
          AND NOT EXISTS (SELECT 1 FROM "IngestedBatch" b WHERE b."environmentId" = p."environmentId"
            AND b."node" = p."node" AND b."receivedAt" > now() - make_interval(mins => ${SILENT_MINUTES}::int))))
      RETURNING p."incidentId"`;
    await sumParts(tx, [...new Set(parts.map((part) => part.incidentId))]);
    return parts.length;
  });
}
