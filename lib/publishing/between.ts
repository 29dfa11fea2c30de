import type { Db } from "#lib/db";
import { ORDER_FIELDS, toOrder } from "./get-order.ts";
import { userNames } from "./publication-summary.ts";
import type { OrderSummary, PublicationAction } from "./schema.ts";

interface Between {
  versionId: string;
  environmentId: string;
  from: Date;
  to: Date;
}

const AT_MOST = 100;

/** What people on call ordered in a time, the latest first. Whoever asks may see the version. */
export async function ordersBetween(db: Db, { from, to, ...at }: Between): Promise<OrderSummary[]> {
  const rows = await db.controlOrder.findMany({
    where: { ...at, requestedAt: { gte: from, lte: to } },
    orderBy: [{ requestedAt: "desc" }, { id: "desc" }],
    take: AT_MOST,
    select: ORDER_FIELDS,
  });
  return rows.map(toOrder);
}

/** What was written for gateways in a time, the latest first. Whoever asks may see the version. */
export async function publicationsBetween(
  db: Db,
  { from, to, ...at }: Between,
): Promise<{ at: string; action: PublicationAction; revision: number | null; by: string }[]> {
  const rows = await db.publication.findMany({
    where: { ...at, writtenAt: { gte: from, lte: to } },
    orderBy: [{ writtenAt: "desc" }, { id: "desc" }],
    take: AT_MOST,
    select: { action: true, writtenAt: true, requestedById: true, revision: { select: { number: true } } },
  });
  const names = await userNames(
    { db },
    rows.map((row) => row.requestedById),
  );
  return rows.map(({ action, writtenAt, requestedById, revision }) => ({
    at: (writtenAt ?? to).toISOString(),
    action,
    revision: revision?.number ?? null,
    by: names.get(requestedById) ?? requestedById,
  }));
}
