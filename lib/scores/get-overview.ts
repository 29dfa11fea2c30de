import { authorise } from "#lib/access";
import type { Ctx, Db } from "#lib/db";
import { latestDay, readTrends } from "./latest-day.ts";
import type { ScoreOverview, WorstRule } from "./schema.ts";

const RULES_TOLD = 10;
const NOTHING = {
  score: null,
  block: 0,
  warn: 0,
  info: 0,
  waived: 0,
  apis: 0,
  critical: 0,
  untested: 0,
  tested: 0,
};

/** How the organisation fares: its score, its critical APIs' fallbacks, and the rules that are broken most. */
export async function getScoreOverview(ctx: Ctx): Promise<ScoreOverview> {
  authorise(ctx.actor, "score.read");
  const latest = await latestDay(ctx.db);
  if (!latest) return { judgedAt: null, ...NOTHING, trend: [], worstRules: [] };
  const [row, trends, worstRules] = await Promise.all([
    ctx.db.scoreDay.findFirst({
      where: { subject: "organisation", day: latest.day },
      select: {
        score: true,
        block: true,
        warn: true,
        info: true,
        waived: true,
        apis: true,
        critical: true,
        untested: true,
        tested: true,
      },
    }),
    readTrends(ctx.db, "organisation", { ids: [""], day: latest.day }),
    readWorstRules(ctx.db),
  ]);
  const judgedAt = latest.judgedAt.toISOString();
  return { judgedAt, ...NOTHING, ...row, trend: trends.get("") ?? [], worstRules };
}

/** By how many APIs break them, those that block first among equals. */
function readWorstRules(db: Db): Promise<WorstRule[]> {
  return db.$queryRaw<WorstRule[]>`
    WITH broken AS (
      SELECT f."ruleId", v."apiId", bool_and(f."waiverId" IS NOT NULL) AS "isWaived"
      FROM "StandingFinding" f JOIN "Version" v ON v."id" = f."versionId" GROUP BY 1, 2
    )
    SELECT r."id", r."name", r."kind", r."severity"::text, count(*)::int AS "apis",
      count(*) FILTER (WHERE b."isWaived")::int AS "waived"
    FROM broken b JOIN "GovernanceRule" r ON r."id" = b."ruleId"
    GROUP BY r."id" ORDER BY "apis" DESC, r."severity", r."name" LIMIT ${RULES_TOLD}`;
}
