import type { Db, Prisma } from "#lib/db";
import type { ApplicationSummary } from "./schema.ts";

export const APPLICATION_SUMMARY = {
  id: true,
  slug: true,
  name: true,
  description: true,
  createdAt: true,
  updatedAt: true,
  team: { select: { slug: true, name: true } },
} as const satisfies Prisma.ApplicationSelect;

type Row = Prisma.ApplicationGetPayload<{ select: typeof APPLICATION_SUMMARY }>;

interface Counts {
  id: string;
  active: number;
  pending: number;
  keys: number;
  lastUsedAt: Date | null;
}

/** Adds the counts to a page of applications, in one query. */
export async function toApplicationSummaries(db: Db, rows: Row[], now: Date): Promise<ApplicationSummary[]> {
  const ids = JSON.stringify(rows.map((row) => row.id));
  const counts = await db.$queryRaw<Counts[]>`
    SELECT a."id",
      (SELECT count(*)::int FROM "Subscription" s WHERE s."applicationId" = a."id" AND s."state" = 'active') AS "active",
      (SELECT count(*)::int FROM "Subscription" s WHERE s."applicationId" = a."id" AND s."state" = 'pending') AS "pending",
      k."keys", k."lastUsedAt"
    FROM jsonb_array_elements_text(${ids}::jsonb) AS a("id")
    CROSS JOIN LATERAL (
      SELECT (count(*) FILTER (WHERE k."revokedAt" IS NULL AND NOT k."isTrial" AND (k."expiresAt" IS NULL OR k."expiresAt" > ${now})))::int AS "keys",
        max(k."lastUsedAt") AS "lastUsedAt"
      FROM "ApplicationKey" k WHERE k."applicationId" = a."id"
    ) k`;
  const byId = new Map(counts.map((row) => [row.id, row]));
  return rows.map(({ id, createdAt, updatedAt, ...row }) => {
    const own = byId.get(id);
    return {
      ...row,
      activeSubscriptions: own?.active ?? 0,
      pendingSubscriptions: own?.pending ?? 0,
      usableKeys: own?.keys ?? 0,
      lastUsedAt: own?.lastUsedAt?.toISOString() ?? null,
      createdAt: createdAt.toISOString(),
      updatedAt: updatedAt.toISOString(),
    };
  });
}
