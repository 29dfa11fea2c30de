import type { Entry, HolderSnapshot, Holds } from "./port.ts";
import type { Query } from "./postgres-listener.ts";

export interface Read {
  snapshot: HolderSnapshot;
  /** By key, of all entries. */
  revisions: Map<string, number>;
}

interface EntryRow {
  key: string;
  value: string;
  store_revision: string;
}

/** Rows of one answer: a whole environment in one would be in memory several times over while it is read. */
const PAGE = 1_000;

const PAGE_AFTER = `
  SELECT key, value, store_revision FROM store.entry
  WHERE environment = $1 AND key > $2 ORDER BY key LIMIT ${PAGE}`;

/**
 * All of an environment as of one moment; revision 0 and nothing when it is not in the store. `query` must be one
 * connection's, with no transaction on it.
 */
export async function readInPages(
  query: Query,
  environment: string,
  holds: Holds = () => false,
): Promise<Read> {
  const entries: Entry[] = [];
  const held: string[] = [];
  const revisions = new Map<string, number>();
  const take = ({ key, value, store_revision }: EntryRow): void => {
    const entry = { key, value, storeRevision: Number(store_revision) };
    revisions.set(key, entry.storeRevision);
    if (holds(entry)) held.push(key);
    else entries.push(entry);
  };
  await query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", []);
  try {
    const [present] = await query<{ store_revision: string }>(
      "SELECT store_revision FROM store.environment WHERE slug = $1",
      [environment],
    );
    for (let after: string | undefined = present && ""; after !== undefined;) {
      const rows: EntryRow[] = await query<EntryRow>(PAGE_AFTER, [environment, after]);
      for (const row of rows) take(row);
      after = rows.length === PAGE ? rows.at(-1)?.key : undefined;
    }
    const storeRevision = Number(present?.store_revision ?? 0);
    return { snapshot: { storeRevision, entries, held }, revisions };
  } finally {
    await query("COMMIT", []);
  }
}
