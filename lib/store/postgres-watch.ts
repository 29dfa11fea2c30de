import type { Entry, Holds, WatchListener } from "./port.ts";
import type { Query } from "./postgres-listener.ts";
import { type Read, readInPages } from "./postgres-read.ts";
import type { LookReason, Subscriber } from "./postgres-wakeups.ts";

interface EntryRow {
  current: string;
  key: string | null;
  value: string;
  store_revision: string;
}

interface Totals {
  revision: number;
  count: number;
  sum: number;
}

/** One statement, thus one state of the store: the present revision with every entry that is newer than `since`. */
const ENTRIES_SINCE = `
  SELECT n.store_revision AS current, e.key, e.value, e.store_revision
  FROM store.environment n LEFT JOIN store.entry e ON e.environment = n.slug AND e.store_revision > $2
  WHERE n.slug = $1`;

const TOTALS = `
  SELECT n.store_revision AS revision, count(e.key) AS count, coalesce(sum(e.store_revision), 0) AS sum
  FROM store.environment n LEFT JOIN store.entry e ON e.environment = n.slug
  WHERE n.slug = $1 GROUP BY n.store_revision`;

/** Everything newer than `since`; revision 0 and nothing when the environment is not in the store. */
async function entriesSince(
  query: Query,
  environment: string,
  since: number,
): Promise<{ storeRevision: number; entries: Entry[] }> {
  const rows = await query<EntryRow>(ENTRIES_SINCE, [environment, since]);
  const entries: Entry[] = [];
  for (const row of rows) {
    if (row.key !== null)
      entries.push({ key: row.key, value: row.value, storeRevision: Number(row.store_revision) });
  }
  return { storeRevision: Number(rows[0]?.current ?? 0), entries };
}

/** A connection has one transaction at a time, and several environments may be followed on it. */
const turns = new WeakMap<Query, Promise<unknown>>();

function wholeEnvironment(query: Query, environment: string, holds: Holds | undefined): Promise<Read> {
  const turn = (turns.get(query) ?? Promise.resolve()).then(() => readInPages(query, environment, holds));
  const over = () => undefined;
  // What was read is not kept for whoever comes next.
  turns.set(query, turn.then(over, over));
  return turn;
}

/** Follows an environment's entries: what is new on every wake-up, and whether all of it is still there on comparing. */
export function entrySubscriber(environment: string, listener: WatchListener): Subscriber {
  let told: number | undefined;
  let known = new Map<string, number>();

  const tellSnapshot = async (query: Query): Promise<void> => {
    const { snapshot, revisions } = await wholeEnvironment(query, environment, listener.holds);
    known = revisions;
    told = snapshot.storeRevision;
    listener.event({ kind: "snapshot", ...snapshot });
  };
  const tellChanges = async (query: Query, since: number): Promise<void> => {
    const { storeRevision, entries } = await entriesSince(query, environment, since);
    if (storeRevision < since) return tellSnapshot(query);
    if (storeRevision === since) return;
    for (const entry of entries) known.set(entry.key, entry.storeRevision);
    told = storeRevision;
    listener.event({ kind: "change", storeRevision, entries });
  };
  const look = async (query: Query, reason: LookReason): Promise<void> => {
    if (told === undefined) return tellSnapshot(query);
    await tellChanges(query, told);
    if (reason === "compare" && (await differs(query, environment, { told, known })))
      await tellSnapshot(query);
  };
  return { topic: `environment ${environment}`, look, connection: listener.connection.bind(listener) };
}

/** Whether entries went or came without a new revision: a store that was emptied, restored or repaired by hand. */
async function differs(
  query: Query,
  environment: string,
  { told, known }: { told: number; known: Map<string, number> },
): Promise<boolean> {
  const [totals] = await query<{ [name in keyof Totals]: string }>(TOTALS, [environment]);
  if (Number(totals?.revision ?? 0) !== told) return false; // a commit since: its wake-up is on the way
  let sum = 0;
  for (const revision of known.values()) sum += revision;
  return Number(totals?.count ?? 0) !== known.size || Number(totals?.sum ?? 0) !== sum;
}
