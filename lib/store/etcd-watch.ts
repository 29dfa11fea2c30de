import type { Etcd3 } from "etcd3";
import { type Change, EtcdFollower, type Lister } from "./etcd-follower.ts";
import { type EtcdKeys, parseRevision, type RevisionText, under } from "./etcd-keys.ts";
import { batchOf, type Contents, ContentsReader, entryOf, placeOf } from "./etcd-read.ts";
import type { Entry, Watch, WatchListener } from "./port.ts";

/** Follows an environment's entries. */
export function watchEntries(
  client: Etcd3,
  keys: EtcdKeys,
  { listener, reconcileMs }: { listener: WatchListener; reconcileMs: number },
): Watch {
  const reader = new EntryReader(keys, listener);
  const follower = new EtcdFollower(client, keys.root, {
    listing: () => reader.listing(),
    changed: (changes) => reader.change(changes),
    connection: listener.connection.bind(listener),
  });
  const timer = setInterval(() => {
    differs(client, keys, reader).then(
      (different) => different && follower.relist(),
      () => {}, // the follower notices a lost connection itself
    );
  }, reconcileMs).unref();
  return {
    close: async () => {
      clearInterval(timer);
      follower.close();
    },
  };
}

/** Turns etcd's changes into the store's events. */
class EntryReader {
  #keys: EtcdKeys;
  #listener: WatchListener;
  #staged = new Map<string, Map<string, Entry>>();
  #known = new Map<string, number>();
  #told = 0;

  constructor(keys: EtcdKeys, listener: WatchListener) {
    this.#keys = keys;
    this.#listener = listener;
  }

  get present(): { storeRevision: number; count: number } {
    return { storeRevision: this.#told, count: this.#known.size };
  }

  listing(): Lister {
    const reader = new ContentsReader(this.#keys, this.#listener.holds);
    return { take: (pair) => reader.take(pair), ended: () => this.#list(reader.contents()) };
  }

  #list({ snapshot, revisions, staged }: Contents): void {
    this.#staged = staged;
    this.#told = snapshot.storeRevision;
    this.#known = revisions;
    this.#listener.event({ kind: "snapshot", ...snapshot });
  }

  /** "relist" when an entry went, came without a revision, or the revision went back: nothing a writer does. */
  change(changes: Change[]): "taken" | "relist" {
    const entries: Entry[] = [];
    let revision: RevisionText | undefined;
    for (const { key: etcdKey, value } of changes) {
      const place = placeOf(this.#keys, etcdKey);
      if (place.kind === "staged") this.#stage(place, value);
      else if (place.kind === "revision") revision = parseRevision(value);
      else if (place.kind === "entry" && !value) return "relist";
      else if (place.kind === "entry" && value) entries.push(entryOf(place.key, value));
    }
    const fresh = entries.filter((entry) => this.#known.get(entry.key) !== entry.storeRevision);
    if (!revision || revision.storeRevision === this.#told) return fresh.length === 0 ? "taken" : "relist";
    if (revision.storeRevision < this.#told) return "relist";
    this.#tell(revision, fresh);
    return "taken";
  }

  #tell({ storeRevision, batch }: RevisionText, entries: Entry[]): void {
    const staged = batch === undefined ? [] : batchOf(this.#staged, batch).values();
    const all = [...entries, ...staged];
    for (const entry of all) this.#known.set(entry.key, entry.storeRevision);
    this.#told = storeRevision;
    this.#listener.event({ kind: "change", storeRevision, entries: all });
  }

  #stage({ batch, key }: { batch: string; key: string }, value: Buffer | undefined): void {
    const entries = batchOf(this.#staged, batch);
    if (value) entries.set(key, entryOf(key, value));
    else entries.delete(key);
    if (entries.size === 0) this.#staged.delete(batch);
  }
}

/** Whether the number of entries is another at the very revision the reader stands at: a loss no event told of. */
async function differs(client: Etcd3, keys: EtcdKeys, reader: EntryReader): Promise<boolean> {
  const count = (prefix: string): { request_range: object } => ({
    request_range: { ...under(prefix), count_only: true },
  });
  const { responses } = await client.kv.txn({
    success: [
      { request_range: { key: keys.revision } },
      count(keys.root),
      count(keys.gateways),
      count(keys.staging),
    ],
  });
  const [revision, all, gateways, staging] = responses.map((response) => response.response_range);
  const { storeRevision, batch } = parseRevision(revision?.kvs[0]?.value);
  const { present } = reader;
  if (storeRevision < present.storeRevision) return true;
  if (storeRevision !== present.storeRevision || batch !== undefined) return false;
  const entries =
    Number(all?.count) - Number(gateways?.count) - Number(staging?.count) - (revision?.kvs.length ?? 0);
  return entries !== present.count;
}
