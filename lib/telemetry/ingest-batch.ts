import { authorise } from "#lib/access";
import type { Ctx, Prisma, Tx } from "#lib/db";
import { AppError } from "#lib/errors";
import { addAttempts } from "./add-attempts.ts";
import { addTraffic, addUsage } from "./add-traffic.ts";
import { addUses } from "./add-uses.ts";
import { addUsageHours } from "./add-usage-hours.ts";
import { noteExercise } from "./note-exercise.ts";
import { mergeIncidents } from "./merge-incidents.ts";
import { keptIn, partitionsFor, type Partition } from "./partition-plan.ts";
import { ensurePartitions } from "./partitions.ts";
import type {
  AttemptReport,
  IncidentReport,
  Ingested,
  ServingReport,
  TelemetryBatch,
  TrafficReport,
  UseReport,
} from "./schema.ts";

/** A gateway's clock may be ahead of the portal's by this much. */
const CLOCK_SKEW_MS = 5 * 60_000;

/*
 * Telemetry is measured, not decided, and there is much of it: it is written in bulk and leaves no audit entries.
 */

/**
 * Takes a gateway's batch, once: a repeated post of the same batch changes nothing. A few statements whatever its size.
 * Throws `forbidden` for a batch in another gateway's name.
 */
export async function ingestBatch(ctx: Ctx, batch: TelemetryBatch): Promise<Ingested> {
  authorise(ctx.actor, "gateway.report");
  assertOwn(ctx, batch);
  const environment = await ctx.db.environment.findUnique({
    where: { slug: batch.environment },
    select: { id: true },
  });
  if (!environment) throw new AppError("unprocessable", `There is no environment ${batch.environment}.`);
  const from = { environmentId: environment.id, node: batch.node };
  const now = ctx.now.getTime();
  await ensurePartitions(ctx.db, partitionsOf(batch, now));
  return ctx.db.$transaction(
    async (tx) => {
      const first = await tx.$executeRaw`
        INSERT INTO "IngestedBatch" ("id", "environmentId", "node", "receivedAt")
        VALUES (${batch.batchId}, ${from.environmentId}, ${from.node}, now()) ON CONFLICT DO NOTHING`;
      if (first === 0) return { counted: false, dropped: 0 };
      const { known, dropped } = await knownReports(tx, batch, ctx.now);
      await addTraffic(tx, from, keptIn("TrafficMinute", known.traffic, now));
      await addUsage(tx, from, keptIn("UsageMinute", known.traffic, now));
      await addAttempts(tx, from, known.attempts);
      await noteExercise(tx, from.environmentId, known);
      await addServing(tx, from, known.serving);
      await mergeIncidents(tx, from, known.incidents);
      await addUses(tx, pastUses(batch, ctx.now));
      await addUsageHours(tx, from.environmentId, known.traffic);
      return { counted: true, dropped };
    },
    { timeout: 20_000, maxWait: 5_000 },
  );
}

function assertOwn({ actor }: Ctx, batch: TelemetryBatch): void {
  if (actor.kind === "gateway" && actor.name === batch.node && actor.environment === batch.environment)
    return;
  throw new AppError("forbidden", "A gateway reports for itself only.");
}

interface Reports {
  serving: ServingReport[];
  incidents: IncidentReport[];
  traffic: TrafficReport[];
  attempts: AttemptReport[];
}

/** Where the batch's counts go, within what is kept: a gateway whose clock is wrong makes no partition. */
function partitionsOf({ traffic, attempts }: TelemetryBatch, now: number): Partition[] {
  const bounds = { now, until: now + CLOCK_SKEW_MS };
  const minutes = new Set(traffic.map(({ minute }) => minute));
  return [
    ...partitionsFor("TrafficMinute", minutes, bounds),
    ...partitionsFor("UsageMinute", minutes, bounds),
    ...partitionsFor("UsageHour", minutes, bounds),
    ...partitionsFor("AttemptMinute", new Set(attempts.map(({ minute }) => minute)), bounds),
  ];
}

/**
 * Versions can be deleted while gateways still report on them. What is said of the future is dropped too: it would stand
 * as the present, and outlast every retention. So are counts that are older than what is kept.
 */
async function knownReports(
  tx: Tx,
  batch: TelemetryBatch,
  now: Date,
): Promise<{ known: Reports; dropped: number }> {
  const all = [...batch.serving, ...batch.incidents, ...batch.traffic, ...batch.attempts];
  const ids = [...new Set(all.map((report) => report.versionId))];
  if (ids.length === 0) return { known: batch, dropped: 0 };
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT "id" FROM "Version" WHERE "id" IN (SELECT jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb))`;
  const versions = new Set(rows.map((row) => row.id));
  const latest = now.getTime() + CLOCK_SKEW_MS;
  const isKnown = (report: Reports[keyof Reports][number]) =>
    versions.has(report.versionId) && timesOf(report).every((time) => Date.parse(time) <= latest);
  const known = {
    serving: batch.serving.filter(isKnown),
    incidents: batch.incidents.filter(isKnown),
    traffic: keptIn("UsageHour", batch.traffic.filter(isKnown), now.getTime()),
    attempts: keptIn("AttemptMinute", batch.attempts.filter(isKnown), now.getTime()),
  };
  const taken = Object.values(known).reduce((count, reports) => count + reports.length, 0);
  return { known, dropped: all.length - taken };
}

function pastUses({ uses }: TelemetryBatch, now: Date): UseReport[] {
  const latest = now.getTime() + CLOCK_SKEW_MS;
  return uses.filter(({ at }) => Date.parse(at) <= latest);
}

function timesOf(report: Reports[keyof Reports][number]): string[] {
  if ("minute" in report) return [report.minute];
  if ("at" in report) return [report.at];
  return report.closedAt === undefined ? [report.openedAt] : [report.openedAt, report.closedAt];
}

async function addServing(
  tx: Tx,
  from: { environmentId: string; node: string },
  reports: ServingReport[],
): Promise<void> {
  if (reports.length === 0) return;
  await tx.servingChange.createMany({
    data: reports.map((report) => ({ ...report, ...from, states: report.states as Prisma.InputJsonValue })),
  });
}
