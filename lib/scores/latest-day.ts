import type { Db, Tx } from "#lib/db";
import { TREND_DAYS, type ScorePoint } from "./schema.ts";

const DAY_MS = 86_400_000;

/** The day (UTC) whose scores are complete, and when they were added up. */
export async function latestDay(
  db: Pick<Tx, "scoreDay">,
): Promise<{ day: Date; judgedAt: Date } | undefined> {
  const row = await db.scoreDay.findFirst({
    where: { subject: "organisation" },
    orderBy: { day: "desc" },
    select: { day: true, judgedAt: true },
  });
  return row ?? undefined;
}

/** The scores of some subjects over the days before and on `day`, by subject. */
export async function readTrends(
  db: Db,
  subject: "api" | "team" | "organisation",
  { ids, day }: { ids: readonly string[]; day: Date },
): Promise<Map<string, ScorePoint[]>> {
  const rows = await db.scoreDay.findMany({
    where: {
      subject,
      subjectId: { in: [...ids] },
      day: { gt: new Date(day.getTime() - TREND_DAYS * DAY_MS), lte: day },
    },
    orderBy: { day: "asc" },
    select: { subjectId: true, day: true, score: true },
  });
  const points = rows.map((row) => ({ ...row, day: row.day.toISOString().slice(0, 10) }));
  return new Map(
    [...Map.groupBy(points, ({ subjectId }) => subjectId)].map(([id, some]) => [
      id,
      some.map(({ day: on, score }) => ({ day: on, score })),
    ]),
  );
}
