import { authorise, may } from "#lib/access";
import type { Ctx, Db } from "#lib/db";
import { AppError } from "#lib/errors";
import type { Coverage } from "#lib/governance/schema";
import { latestDay, readTrends } from "./latest-day.ts";
import type { ApiScorecard, ScorecardParams, StandingFindingDto } from "./schema.ts";

const FINDINGS_TOLD = 100;
const NOT_JUDGED = { judgedAt: null, score: null, block: 0, warn: 0, info: 0, waived: 0, coverage: null };

/** How an API fares. What is broken where is told to its team and to governance. */
export async function getApiScorecard(ctx: Ctx, { slug }: ScorecardParams): Promise<ApiScorecard> {
  authorise(ctx.actor, "score.read");
  const api = await ctx.db.api.findUnique({
    where: { slug },
    select: { id: true, teamId: true, visibility: true, grantedTeamIds: true },
  });
  if (!api || !may(ctx.actor, "api.read", api)) throw new AppError("not_found", "There is no such API.");
  const latest = await latestDay(ctx.db);
  const day = latest?.day ?? new Date(0);
  const isInsider = may(ctx.actor, "finding.read", { teamId: api.teamId });
  const [row, trends, findings] = await Promise.all([
    ctx.db.scoreDay.findUnique({
      where: { subject_subjectId_day: { subject: "api", subjectId: api.id, day } },
      select: {
        score: true,
        block: true,
        warn: true,
        info: true,
        waived: true,
        coverage: true,
        judgedAt: true,
      },
    }),
    readTrends(ctx.db, "api", { ids: [api.id], day }),
    isInsider ? readFindings(ctx.db, api.id) : null,
  ]);
  const trend = trends.get(api.id) ?? [];
  if (!row) return { ...NOT_JUDGED, trend, findings };
  // Cast: written from a Coverage alone.
  const coverage = row.coverage as Coverage | null;
  return { ...row, judgedAt: row.judgedAt.toISOString(), coverage, trend, findings };
}

type Row = Omit<StandingFindingDto, "waivedUntil" | "since"> & { waivedUntil: Date | null; since: Date };

/** The same breach in several environments is told once. */
async function readFindings(db: Db, apiId: string): Promise<StandingFindingDto[]> {
  const rows = await db.$queryRaw<Row[]>`
    SELECT v."name" AS "version", array_agg(e."slug" ORDER BY e."position") AS "environments", f."ruleId", r."name" AS "rule",
      f."severity"::text, f."message", max(f."waivedUntil") AS "waivedUntil", min(f."firstSeenAt") AS "since"
    FROM "StandingFinding" f
    JOIN "Version" v ON v."id" = f."versionId"
    JOIN "Environment" e ON e."id" = f."environmentId"
    JOIN "GovernanceRule" r ON r."id" = f."ruleId"
    WHERE v."apiId" = ${apiId}
    GROUP BY v."name", f."ruleId", r."name", f."severity", f."message", f."waiverId"
    ORDER BY (f."waiverId" IS NOT NULL), f."severity", v."name", r."name", f."message" LIMIT ${FINDINGS_TOLD}`;
  return rows.map((row) => ({
    ...row,
    waivedUntil: row.waivedUntil?.toISOString() ?? null,
    since: row.since.toISOString(),
  }));
}
