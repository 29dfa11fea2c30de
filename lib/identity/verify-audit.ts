import { authorise } from "#lib/access";
import type { Ctx, Db } from "#lib/db";
import { verifyChain, type ChainHead, type ChainLink, type ChainVerdict } from "./audit-chain.ts";

const BATCH = 1_000;

/**
 * Recomputes the whole chain from the entries and names the first broken link. An entry that is neither sealed nor waits
 * for its seal has been slipped past the chain, and breaks it too. `expected` is a head that was noted earlier.
 */
export async function verifyAudit(ctx: Ctx, expected?: ChainHead): Promise<ChainVerdict> {
  authorise(ctx.actor, "audit.read");
  const verdict = await verifyChain(readLinks(ctx.db), expected);
  if (verdict.broken) return verdict;
  const [stray] = await ctx.db.$queryRaw<{ id: bigint }[]>`
    SELECT "id" FROM "AuditEntry" AS entry
    WHERE NOT EXISTS (SELECT FROM "AuditSeal" WHERE "entryId" = entry."id")
      AND NOT EXISTS (SELECT FROM "AuditUnsealed" WHERE "entryId" = entry."id")
    ORDER BY "id" LIMIT 1`;
  if (!stray) return verdict;
  const reason = `Entry ${stray.id} has no seal and does not wait for one.`;
  return { broken: { position: verdict.head.position + 1n, entryId: stray.id, reason } };
}

/** Every seal with its entry, by position, a batch in memory at a time. */
async function* readLinks(db: Db): AsyncGenerator<ChainLink> {
  let after: bigint | undefined;
  while (true) {
    const seals = await db.auditSeal.findMany({
      ...(after !== undefined && { where: { position: { gt: after } } }),
      orderBy: { position: "asc" },
      take: BATCH,
    });
    const ids = seals.map(({ entryId }) => entryId);
    const entries = await db.auditEntry.findMany({ where: { id: { in: ids } } });
    const byId = new Map(entries.map((entry) => [entry.id, entry]));
    for (const seal of seals) yield { ...seal, entry: byId.get(seal.entryId) };
    after = seals.at(-1)?.position;
    if (seals.length < BATCH) return;
  }
}
