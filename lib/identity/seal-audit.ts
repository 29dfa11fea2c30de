import { authorise } from "#lib/access";
import type { Ctx, Tx } from "#lib/db";
import { CHAIN_START, sealOf } from "./audit-chain.ts";

const BATCH = 500;
const TIMEOUT_MS = 20_000;

/**
 * Seals what waits for a seal: each entry's hash covers the one before it. A batch is one transaction, so a run that is
 * killed leaves no half of it. While another process seals, this one does nothing. Returns how many it sealed.
 */
export async function sealAudit(ctx: Ctx): Promise<number> {
  authorise(ctx.actor, "audit.read");
  let sealed = 0;
  while (await ctx.db.auditUnsealed.findFirst()) {
    const batch = await ctx.db.$transaction(sealBatch, { timeout: TIMEOUT_MS });
    sealed += batch.sealed;
    if (batch.taken < BATCH) break;
  }
  return sealed;
}

/** The lock goes with the transaction, after its commit is visible: the next sealer sees the head this one leaves. */
async function sealBatch(tx: Tx): Promise<{ taken: number; sealed: number }> {
  const [lock] = await tx.$queryRaw<{ free: boolean }[]>`
    SELECT pg_try_advisory_xact_lock(hashtextextended('understudy audit sealer', 0)) AS free`;
  if (!lock?.free) return { taken: 0, sealed: 0 };
  const waiting = await tx.auditUnsealed.findMany({ orderBy: { entryId: "asc" }, take: BATCH });
  const ids = waiting.map(({ entryId }) => entryId);
  const done = await tx.auditSeal.findMany({ where: { entryId: { in: ids } }, select: { entryId: true } });
  const isSealed = new Set(done.map(({ entryId }) => entryId));
  const entries = await tx.auditEntry.findMany({ where: { id: { in: ids } }, orderBy: { id: "asc" } });
  let head = (await tx.auditSeal.findFirst({ orderBy: { position: "desc" } })) ?? CHAIN_START;
  const seals = entries
    .filter(({ id }) => !isSealed.has(id))
    .map((entry) => {
      const seal = {
        position: head.position + 1n,
        entryId: entry.id,
        hash: sealOf(head.hash, entry),
      };
      head = seal;
      return seal;
    });
  await tx.auditSeal.createMany({ data: seals });
  await tx.auditUnsealed.deleteMany({ where: { entryId: { in: ids } } });
  return { taken: ids.length, sealed: seals.length };
}
