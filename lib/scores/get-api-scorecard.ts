import { authorise, may } from "#lib/access";
import type { Ctx } from "#lib/db";
import type { Coverage } from "#lib/governance/schema";
import { findScored } from "./find-scored.ts";
import { latestDay, readTrends } from "./latest-day.ts";
import type { ApiScorecard, ScorecardParams } from "./schema.ts";

const NOT_JUDGED = { judgedAt: null, score: null, block: 0, warn: 0, info: 0, waived: 0, coverage: null };

/** How an API fares. */
export async function getApiScorecard(ctx: Ctx, { slug }: ScorecardParams): Promise<ApiScorecard> {
  authorise(ctx.actor, "score.read");
  const api = await findScored(ctx, slug);
  const latest = await latestDay(ctx.db);
  const day = latest?.day ?? new Date(0);
  const seesFindings = may(ctx.actor, "finding.read", { teamId: api.teamId });
  const [row, trends] = await Promise.all([
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
  ]);
  const trend = trends.get(api.id) ?? [];
  if (!row) return { ...NOT_JUDGED, trend, seesFindings };
  // Cast: written from a Coverage alone.
  const coverage = row.coverage as Coverage | null;
  return { ...row, judgedAt: row.judgedAt.toISOString(), coverage, trend, seesFindings };
}
