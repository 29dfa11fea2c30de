import type { Db } from "#lib/db";
import type { Delivery, ReceiptDto } from "./schema.ts";

interface Delivered {
  environmentId: string;
  requestedAt: Date;
  writtenAt: Date | null;
  receipts: Omit<ReceiptDto, "joinedLater">[];
}

/** Which gateways have answered to a change, which are asked for, and how long it took. */
export async function deliveryOf(db: Db, row: Delivered): Promise<Omit<Delivery, "storeRevision" | "error">> {
  const gateways = await db.gateway.findMany({
    where: { environmentId: row.environmentId },
    orderBy: { node: "asc" },
    take: 1000,
    select: { node: true, lostAt: true, startedAt: true },
  });
  const startedAt = new Map(gateways.map((gateway) => [gateway.node, gateway.startedAt]));
  const receipts = row.receipts.map((receipt) => ({
    ...receipt,
    joinedLater: (startedAt.get(receipt.node)?.getTime() ?? 0) > row.requestedAt.getTime(),
  }));
  const answered = new Set(receipts.map((receipt) => receipt.node));
  const missing = gateways.filter((gateway) => !answered.has(gateway.node));
  const waiting = missing.filter((gateway) => gateway.lostAt === null).map((gateway) => gateway.node);
  const rejected = receipts.filter((receipt) => receipt.rejected).length;
  return {
    writtenMs: writtenMs(elapsedMs(row.requestedAt, row.writtenAt), receipts),
    appliedMs: appliedMs(receipts, waiting.length),
    applied: receipts.length - rejected,
    rejected,
    expected: receipts.length + waiting.length,
    receipts,
    waiting,
    notConnected: missing.filter((gateway) => gateway.lostAt !== null).map((gateway) => gateway.node),
  };
}

/** A gateway may have it from the store before the writer has noted that it is there. */
function writtenMs(notedMs: number | null, receipts: { elapsedMs: number }[]): number | null {
  return notedMs === null ? null : Math.min(notedMs, ...receipts.map(({ elapsedMs: ms }) => ms));
}

/** From the request on, in ms; null where it has not come to that. */
export function elapsedMs(requestedAt: Date, at: Date | null): number | null {
  return at ? Math.max(0, at.getTime() - requestedAt.getTime()) : null;
}

/** The slowest acknowledgement; gateways that joined later do not count when any was there. */
function appliedMs(receipts: ReceiptDto[], waiting: number): number | null {
  const applied = receipts.filter((receipt) => !receipt.rejected);
  if (waiting > 0 || applied.length === 0 || applied.length < receipts.length) return null;
  const present = applied.filter((receipt) => !receipt.joinedLater);
  return Math.max(...(present.length > 0 ? present : applied).map((receipt) => receipt.elapsedMs));
}
