import type { Ctx, PublicationGrounds } from "#lib/db";
import type { PublicationAction, PublicationState, PublicationSummary } from "./schema.ts";

/** What a summary is made of. */
export const PUBLICATION_FIELDS = {
  id: true,
  action: true,
  state: true,
  storeRevision: true,
  requestedAt: true,
  requestedById: true,
  cause: true,
  grounds: true,
  reviewId: true,
  environment: { select: { slug: true } },
  revision: { select: { number: true, note: true } },
  receipts: {
    orderBy: { elapsedMs: "asc" },
    take: 1000,
    select: { node: true, elapsedMs: true, rejected: true, reason: true },
  },
} as const;

interface Row {
  id: string;
  action: PublicationAction;
  state: PublicationState;
  storeRevision: number | null;
  requestedAt: Date;
  requestedById: string;
  cause: string;
  grounds: PublicationGrounds;
  reviewId: string | null;
  environment: { slug: string };
  revision: { number: number; note: string } | null;
  receipts: { rejected: boolean }[];
}

export function toSummary(row: Row, names: Map<string, string>): PublicationSummary {
  const rejected = row.receipts.filter((receipt) => receipt.rejected).length;
  return {
    id: row.id,
    action: row.action,
    state: row.state,
    environment: row.environment.slug,
    revision: row.revision?.number ?? null,
    storeRevision: row.storeRevision,
    note: row.revision?.note ?? "",
    cause: row.cause,
    grounds: row.grounds,
    reviewId: row.reviewId,
    requestedAt: row.requestedAt.toISOString(),
    requestedBy: names.get(row.requestedById) ?? row.requestedById,
    applied: row.receipts.length - rejected,
    rejected,
  };
}

/** Names by user id; ids of others (the system) are left out. */
export async function userNames(ctx: Pick<Ctx, "db">, ids: string[]): Promise<Map<string, string>> {
  const users = await ctx.db.user.findMany({
    where: { id: { in: [...new Set(ids)].slice(0, 1_000) } },
    select: { id: true, name: true },
  });
  return new Map(users.map((user) => [user.id, user.name]));
}
