import { authorise } from "#lib/access";
import type { Ctx, Db } from "#lib/db";
import { auditIdReader, inOrder } from "./audit-ids.ts";
import type { AuditFilter } from "./schema.ts";

const BATCH = 500;

/**
 * The entries a filter asks for as JSON lines, oldest first, each with its seal (`position`, `hash`) or null while it waits
 * for it. Yields whole lines, many at a time; a batch is read when it is asked for.
 */
export async function exportAudit(ctx: Ctx, filter: AuditFilter): Promise<AsyncGenerator<string>> {
  authorise(ctx.actor, "audit.read");
  return readLines(ctx.db, filter);
}

async function* readLines(db: Db, filter: AuditFilter): AsyncGenerator<string> {
  const readIds = await auditIdReader(db, filter);
  let after: bigint | undefined;
  while (true) {
    const ids = await readIds({ dir: "asc", beyond: after, take: BATCH });
    const entries = inOrder(ids, await db.auditEntry.findMany({ where: { id: { in: ids } } }));
    const last = entries.at(-1);
    if (!last) return;
    const seals = await db.auditSeal.findMany({ where: { entryId: { in: ids } } });
    const sealOf = new Map(
      seals.map(({ entryId, position, hash }) => [entryId, { position: String(position), hash }]),
    );
    yield entries
      .map((entry) => ({ ...entry, id: String(entry.id), seal: sealOf.get(entry.id) ?? null }))
      .map((record) => `${JSON.stringify(record)}\n`)
      .join("");
    if (entries.length < BATCH) return;
    after = last.id;
  }
}
