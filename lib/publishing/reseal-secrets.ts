import { authorise } from "#lib/access";
import { change, type Ctx, type Prisma, type Tx } from "#lib/db";
import { canonicalJson } from "#lib/ids";
import { isSealed, reseal, type SealingKeys } from "#lib/signing";

/** Rows looked at in one transaction. */
const PAGE = 100;

interface Row {
  /** Orders the rows, and finds one again. */
  id: string;
  value: unknown;
}

/**
 * Seals every secret of drafts, revisions and webhooks anew with the first key. Goes through the rows a page at a time, each page
 * in a transaction of its own with its audit entry; run again after a crash it does the rest, and a secret that is sealed
 * with the first key stays as it is. Digests do not change by it, so that what was approved stays approved. Returns the number
 * of rows that changed. Throws `invalid` when a secret opens with none of the keys.
 */
export async function resealSecrets(ctx: Ctx, keys: SealingKeys): Promise<number> {
  authorise(ctx.actor, "secrets.reseal");
  let changed = 0;
  for (const table of [BINDINGS, REVISIONS, WEBHOOKS]) {
    for (let after = ""; ;) {
      const page = await resealPage(ctx, keys, { table, after });
      changed += page.changed;
      if (page.last === undefined) break;
      after = page.last;
    }
  }
  return changed;
}

interface Table {
  name: string;
  read(tx: Tx, after: string): Promise<Row[]>;
  write(tx: Tx, row: Row, value: unknown): Promise<void>;
}

async function resealPage(
  ctx: Ctx,
  keys: SealingKeys,
  { table, after }: { table: Table; after: string },
): Promise<{ changed: number; last: string | undefined }> {
  return change(ctx, { action: "secrets.reseal", kind: "secrets", id: table.name }, async (tx) => {
    const rows = await table.read(tx, after);
    let changed = 0;
    for (const row of rows) {
      const value = resealIn(row.value, keys);
      if (canonicalJson(value) === canonicalJson(row.value)) continue;
      await table.write(tx, row, value);
      changed++;
    }
    return { result: { changed, last: rows.at(-1)?.id }, after: { rows: rows.length, changed } };
  });
}

function resealIn(value: unknown, keys: SealingKeys): unknown {
  if (typeof value === "string") return isSealed(value) ? reseal(value, keys) : value;
  if (Array.isArray(value)) return value.map((one) => resealIn(one, keys));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, resealIn(one, keys)]));
}

const BINDINGS: Table = {
  name: "bindings",
  read: (tx, after) => tx.$queryRaw<Row[]>`
    SELECT "versionId" || ' ' || "environmentId" AS "id", "targets" AS "value" FROM "Binding"
    WHERE "versionId" || ' ' || "environmentId" > ${after} AND "targets"::text LIKE '%sealed:v1:%'
    ORDER BY 1 LIMIT ${PAGE} FOR UPDATE`,
  write: async (tx, { id }, value) => {
    await tx.$executeRaw`
      UPDATE "Binding" SET "targets" = ${JSON.stringify(value)}::jsonb
      WHERE "versionId" || ' ' || "environmentId" = ${id}`;
  },
};

const REVISIONS: Table = {
  name: "revisions",
  read: (tx, after) => tx.$queryRaw<Row[]>`
    SELECT "id", "bindings" AS "value" FROM "Revision"
    WHERE "id" > ${after} AND "bindings"::text LIKE '%sealed:v1:%' ORDER BY 1 LIMIT ${PAGE} FOR UPDATE`,
  write: async (tx, { id }, value) => {
    const bindings = value as Prisma.InputJsonValue;
    await tx.revision.update({ where: { id }, data: { bindings }, select: { id: true } });
  },
};

const WEBHOOKS: Table = {
  name: "webhooks",
  read: (tx, after) => tx.$queryRaw<Row[]>`
    SELECT "id", json_build_object('secret', "secret", 'previousSecret', "previousSecret") AS "value"
    FROM "WebhookEndpoint" WHERE "id" > ${after} ORDER BY 1 LIMIT ${PAGE} FOR UPDATE`,
  write: async (tx, { id }, value) => {
    await tx.webhookEndpoint.update({ where: { id }, data: value as object, select: { id: true } });
  },
};
