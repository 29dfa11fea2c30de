import type { Ctx, Tx } from "#lib/db";
import { combineScores } from "#lib/governance";
import { latestDay } from "./latest-day.ts";

const KEPT_DAYS = 400;
/** A result that is older is found out anew; so what no document needs any more goes. */
const STYLE_KEPT_DAYS = 90;
const DAY_MS = 86_400_000;

interface ApiDay {
  subjectId: string;
  teamId: string;
  tier: number;
  score: number | null;
  block: number;
  warn: number;
  info: number;
  waived: number;
  critical: number;
  untested: number;
  tested: number;
}

/**
 * Adds the APIs' scores of a day up to those of teams and of the organisation, and forgets what is past. What was not judged in
 * this run is no longer live. With `apiId` only that API was judged: the others stay as they are, and so does the time at which
 * everything was judged.
 */
export async function keepTotals(
  ctx: Ctx,
  { day, apiId }: { day: Date; apiId: string | undefined },
): Promise<void> {
  await ctx.db.$transaction(
    async (tx) => {
      await forgetEnded(tx, { now: ctx.now, day, apiId });
      const rows = await tx.$queryRaw<ApiDay[]>`
        SELECT s."subjectId", a."teamId", a."tier", s."score", s."block", s."warn", s."info", s."waived", s."critical",
          s."untested", s."tested"
        FROM "ScoreDay" s JOIN "Api" a ON a."id" = s."subjectId"
        WHERE s."subject" = 'api' AND s."day" = ${day}::date`;
      const teams = [...Map.groupBy(rows, ({ teamId }) => teamId)].map(([teamId, own]) => ({
        subject: "team" as const,
        subjectId: teamId,
        ...sumOf(own),
      }));
      const judgedAt = apiId === undefined ? ctx.now : ((await latestDay(tx))?.judgedAt ?? ctx.now);
      const all = [...teams, { subject: "organisation" as const, subjectId: "", ...sumOf(rows) }];
      await tx.scoreDay.deleteMany({ where: { subject: { in: ["team", "organisation"] }, day } });
      await tx.scoreDay.createMany({ data: all.map((one) => ({ ...one, day, judgedAt })) });
    },
    { timeout: 60_000, maxWait: 10_000 },
  );
}

function sumOf(rows: readonly ApiDay[]) {
  const sum = (of: "block" | "warn" | "info" | "waived" | "critical" | "untested" | "tested") =>
    rows.reduce((total, row) => total + row[of], 0);
  return {
    score: combineScores(rows),
    block: sum("block"),
    warn: sum("warn"),
    info: sum("info"),
    waived: sum("waived"),
    apis: rows.length,
    critical: sum("critical"),
    untested: sum("untested"),
    tested: sum("tested"),
  };
}

interface Ended {
  now: Date;
  day: Date;
  apiId: string | undefined;
}

async function forgetEnded(tx: Tx, { now, day, apiId }: Ended): Promise<void> {
  await tx.$executeRaw`
    DELETE FROM "ScoreDay" WHERE "subject" = 'api' AND "day" = ${day}::date AND "judgedAt" < ${now}::timestamptz
      AND (${apiId ?? null}::text IS NULL OR "subjectId" = ${apiId ?? null})`;
  await tx.$executeRaw`
    DELETE FROM "StandingFinding" f USING "Version" v WHERE v."id" = f."versionId" AND f."lastSeenAt" < ${now}::timestamptz
      AND (${apiId ?? null}::text IS NULL OR v."apiId" = ${apiId ?? null})`;
  const past = (days: number) => new Date(now.getTime() - days * DAY_MS);
  await tx.scoreDay.deleteMany({ where: { day: { lt: past(KEPT_DAYS) } } });
  await tx.styleResult.deleteMany({ where: { checkedAt: { lt: past(STYLE_KEPT_DAYS) } } });
}
