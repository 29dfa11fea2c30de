import { authorise } from "#lib/access";
import { toCsv } from "#lib/csv";
import type { Ctx } from "#lib/db";
import { latestDay } from "./latest-day.ts";
import { readScores, whereOf } from "./list-api-scores.ts";
import type { ApiScoreFilter } from "./schema.ts";

/** An installation's APIs, and more. */
const LINES_MAX = 100_000;
const HEAD = ["day", "api", "name", "tier", "team", "score", "block", "warn", "info", "waived", "fallback"];

/** The scorecards that fit a filter as CSV, a line per API; what a spreadsheet would run is a text. */
export async function exportApiScores(ctx: Ctx, query: ApiScoreFilter): Promise<string> {
  authorise(ctx.actor, "score.read");
  const latest = await latestDay(ctx.db);
  if (!latest) return toCsv(HEAD, []);
  const where = whereOf(ctx, query, latest.day);
  const rows = await readScores(ctx, { where, query, skip: 0, take: LINES_MAX });
  const day = latest.day.toISOString().slice(0, 10);
  return toCsv(
    HEAD,
    rows.map((row) => [
      day,
      row.slug,
      row.name,
      row.tier,
      row.teamSlug,
      row.score,
      row.block,
      row.warn,
      row.info,
      row.waived,
      row.coverage,
    ]),
  );
}
