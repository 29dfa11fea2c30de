import type { Tx } from "#lib/db";
import { INT4_MAX, newId } from "#lib/ids";
import type { IncidentReport } from "./schema.ts";

interface From {
  environmentId: string;
  node: string;
}

/**
 * Merges one gateway's reports into incidents, of which at most one is open per version and environment. It opens with
 * the first gateway and closes with the last; its counts are the sums of the gateways'.
 */
export async function mergeIncidents(tx: Tx, from: From, reports: readonly IncidentReport[]): Promise<void> {
  if (reports.length === 0) return;
  // Two gateways that see the same outage must not open two incidents.
  await lockIncidents(tx, from.environmentId);
  for (const wave of waves(reports)) await mergeWave(tx, from, wave);
}

/** Held to the end of the transaction; whoever changes incidents of the environment waits. */
export async function lockIncidents(tx: Tx, environmentId: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('incidents ' || ${environmentId}, 0))`;
}

/** Reports in groups that name each version once, oldest first; nearly always one group. */
function waves(reports: readonly IncidentReport[]): IncidentReport[][] {
  const result: IncidentReport[][] = [];
  const seen = new Map<string, number>();
  for (const report of [...reports].sort((a, b) => (a.openedAt < b.openedAt ? -1 : 1))) {
    const wave = seen.get(report.versionId) ?? 0;
    seen.set(report.versionId, wave + 1);
    (result[wave] ??= []).push(report);
  }
  return result;
}

async function mergeWave(tx: Tx, { environmentId, node }: From, reports: IncidentReport[]): Promise<void> {
  const rows = JSON.stringify(
    reports.map((report) => ({ ...report, closedAt: closedAt(report), id: newId("inc") })),
  );
  await forgetLosses(tx, { environmentId, node }, rows);
  // An incident for what neither continues a known part nor joins an open one.
  await tx.$executeRaw`
    INSERT INTO "Incident" ("id", "versionId", "environmentId", "openedAt", "closedAt", "cause", "primaryTarget",
      "servingTarget", "firstError", "lastError")
    SELECT r."id", r."versionId", ${environmentId}, r."openedAt", r."closedAt", r."cause", r."primaryTarget",
      r."servingTarget", r."firstError", r."lastError"
    FROM jsonb_to_recordset(${rows}::jsonb) AS r("id" text, "versionId" text, "openedAt" timestamptz, "closedAt" timestamptz,
      "cause" text, "primaryTarget" text, "servingTarget" text, "firstError" text, "lastError" text)
    WHERE NOT EXISTS (SELECT 1 FROM "IncidentPart" p WHERE p."versionId" = r."versionId"
        AND p."environmentId" = ${environmentId} AND p."node" = ${node} AND p."openedAt" = r."openedAt")
      AND NOT EXISTS (SELECT 1 FROM "Incident" i WHERE i."versionId" = r."versionId"
        AND i."environmentId" = ${environmentId} AND i."closedAt" IS NULL)`;
  const parts = await tx.$queryRaw<{ incidentId: string; versionId: string }[]>`
    INSERT INTO "IncidentPart" AS p ("versionId", "environmentId", "node", "openedAt", "closedAt", "closedBy", "incidentId",
      "rescued", "failed")
    SELECT r."versionId", ${environmentId}, ${node}, r."openedAt", r."closedAt", r."closedBy", COALESCE(i."id", r."id"),
      r."rescued", r."failed"
    FROM jsonb_to_recordset(${rows}::jsonb) AS r("id" text, "versionId" text, "openedAt" timestamptz, "closedAt" timestamptz,
      "closedBy" text, "rescued" int, "failed" int)
    LEFT JOIN "Incident" i ON i."versionId" = r."versionId" AND i."environmentId" = ${environmentId} AND i."closedAt" IS NULL
    ON CONFLICT ("versionId", "environmentId", "node", "openedAt") DO UPDATE SET
      "closedAt" = COALESCE(p."closedAt", excluded."closedAt"),
      "closedBy" = CASE WHEN p."closedAt" IS NULL THEN excluded."closedBy" ELSE p."closedBy" END,
      "rescued" = GREATEST(p."rescued", excluded."rescued"),
      "failed" = GREATEST(p."failed", excluded."failed")
    RETURNING p."incidentId", p."versionId"`;
  const lastWords = reports.flatMap((report) => {
    const part = parts.find((one) => one.versionId === report.versionId);
    if (!part) return [];
    const { servingTarget, lastError } = report;
    return [{ id: part.incidentId, servingTarget, lastError, isClosing: report.closedAt !== undefined }];
  });
  // When it is over, what stays is who answered in place of the primary last.
  await tx.$executeRaw`
    UPDATE "Incident" i SET "lastError" = r."lastError",
      "servingTarget" = CASE WHEN NOT r."isClosing" THEN r."servingTarget" ELSE COALESCE((
        SELECT s."target" FROM "ServingChange" s
        WHERE s."versionId" = i."versionId" AND s."environmentId" = i."environmentId" AND s."at" >= i."openedAt"
          AND s."target" <> i."primaryTarget"
        ORDER BY s."at" DESC, s."id" DESC LIMIT 1), i."servingTarget") END
    FROM jsonb_to_recordset(${JSON.stringify(lastWords)}::jsonb)
      AS r("id" text, "servingTarget" text, "lastError" text, "isClosing" bool)
    WHERE i."id" = r."id"`;
  await sumParts(
    tx,
    parts.map((part) => part.incidentId),
  );
}

/**
 * A gateway that was given up for lost still reports: how its part ended was a guess, and what it says now holds. At most one
 * incident is open per version: beside another one, an earlier one stays closed until that one is over.
 */
async function forgetLosses(tx: Tx, { environmentId, node }: From, rows: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE "IncidentPart" p SET "closedAt" = NULL, "closedBy" = NULL
    FROM jsonb_to_recordset(${rows}::jsonb) AS r("versionId" text, "openedAt" timestamptz, "closedAt" timestamptz)
    WHERE p."versionId" = r."versionId" AND p."environmentId" = ${environmentId} AND p."node" = ${node}
      AND p."openedAt" = r."openedAt" AND p."closedBy" = 'lost'
      AND (r."closedAt" IS NOT NULL OR NOT EXISTS (SELECT 1 FROM "Incident" i WHERE i."versionId" = p."versionId"
        AND i."environmentId" = p."environmentId" AND i."closedAt" IS NULL AND i."id" <> p."incidentId"))`;
}

/** A clock that was set back in between must not close an incident before it opened. */
function closedAt({ openedAt, closedAt: given }: IncidentReport): string | undefined {
  return given !== undefined && Date.parse(given) < Date.parse(openedAt) ? openedAt : given;
}

/** Makes incidents the union of their parts: open while one is, counts added up. The alert of one that is open again stands again. */
export async function sumParts(tx: Tx, incidentIds: string[]): Promise<void> {
  if (incidentIds.length === 0) return;
  await tx.$executeRaw`
    UPDATE "Incident" i SET "openedAt" = s."openedAt", "closedAt" = s."closedAt", "closedBy" = s."closedBy",
      "alertEndedAt" = CASE WHEN s."closedAt" IS NOT NULL THEN i."alertEndedAt" END,
      "rescued" = s."rescued", "failed" = s."failed", "openNodes" = s."openNodes"
    FROM (
      SELECT p."incidentId", min(p."openedAt") AS "openedAt",
        CASE WHEN bool_and(p."closedAt" IS NOT NULL) THEN max(p."closedAt") END AS "closedAt",
        CASE WHEN bool_and(p."closedAt" IS NOT NULL) THEN (array_agg(p."closedBy" ORDER BY p."closedAt" DESC))[1] END AS "closedBy",
        LEAST(${INT4_MAX}, sum(p."rescued"))::int AS "rescued", LEAST(${INT4_MAX}, sum(p."failed"))::int AS "failed",
        COALESCE(array_agg(DISTINCT p."node") FILTER (WHERE p."closedAt" IS NULL), '{}') AS "openNodes"
      FROM "IncidentPart" p
      WHERE p."incidentId" IN (SELECT jsonb_array_elements_text(${JSON.stringify(incidentIds)}::jsonb))
      GROUP BY p."incidentId"
    ) s
    WHERE i."id" = s."incidentId"`;
}
