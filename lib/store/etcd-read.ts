import type { Etcd3 } from "etcd3";
import { type EtcdKeys, parseRevision, storeRevisionOf, under } from "./etcd-keys.ts";
import type { Entry, HolderSnapshot, Holds } from "./port.ts";

/** Values are up to 1 MiB: a page stays in the tens of megabytes at worst. */
const PAGE = 200;

export interface KeyValue {
  key: string;
  value: Buffer;
}

/** The etcd revision of which a listing is. */
export interface ListedAt {
  revision: number;
  clusterId: string;
}

/** Lists a prefix page by page, every page as of the first one's revision; `take` gets what is in it. */
export async function listPrefix(
  client: Etcd3,
  prefix: string,
  take: (pair: KeyValue) => void,
): Promise<ListedAt> {
  const range = under(prefix);
  let first: { revision: string; cluster_id: string } | undefined;
  let from = range.key;
  for (;;) {
    const at = first ? { revision: first.revision } : {};
    const page = await client.kv.range({ key: from, range_end: range.range_end, limit: PAGE, ...at });
    first ??= page.header;
    for (const { key, value } of page.kvs) take({ key: key.toString(), value });
    const last = page.kvs.at(-1);
    if (!page.more || !last) return { revision: Number(first.revision), clusterId: first.cluster_id };
    from = Buffer.concat([last.key, Buffer.from([0])]);
  }
}

/** What a listing of an environment's root means: entries, those of an uncollected batch, and batches in the making. */
export interface Contents {
  snapshot: HolderSnapshot;
  /** By key, of all entries. */
  revisions: Map<string, number>;
  staged: Map<string, Map<string, Entry>>;
}

/** Reads a listing of an environment's root, pair by pair. */
export class ContentsReader {
  readonly #keys: EtcdKeys;
  readonly #holds: Holds;
  readonly #entries = new Map<string, Entry>();
  readonly #revisions = new Map<string, number>();
  readonly #staged = new Map<string, Map<string, Entry>>();
  #revision = parseRevision(undefined);

  constructor(keys: EtcdKeys, holds: Holds = () => false) {
    this.#keys = keys;
    this.#holds = holds;
  }

  take({ key, value }: KeyValue): void {
    const place = placeOf(this.#keys, key);
    if (place.kind === "revision") this.#revision = parseRevision(value);
    else if (place.kind === "entry") this.#put(entryOf(place.key, value));
    else if (place.kind === "staged")
      batchOf(this.#staged, place.batch).set(place.key, entryOf(place.key, value));
  }

  #put(entry: Entry): void {
    this.#revisions.set(entry.key, entry.storeRevision);
    if (this.#holds(entry)) this.#entries.delete(entry.key);
    else this.#entries.set(entry.key, entry);
  }

  /** After the last pair. */
  contents(): Contents {
    const { storeRevision, batch } = this.#revision;
    // What the uncollected batch replaces may have been held, or not; what it puts there, too.
    for (const entry of (batch !== undefined && this.#staged.get(batch)?.values()) || []) this.#put(entry);
    const held = [...this.#revisions.keys()].filter((key) => !this.#entries.has(key));
    const snapshot = { storeRevision, entries: [...this.#entries.values()], held };
    return { snapshot, revisions: this.#revisions, staged: this.#staged };
  }
}

export async function readEnvironment(client: Etcd3, keys: EtcdKeys, holds?: Holds): Promise<HolderSnapshot> {
  const reader = new ContentsReader(keys, holds);
  await listPrefix(client, keys.root, (pair) => reader.take(pair));
  return reader.contents().snapshot;
}

/** One entry; that of an uncollected batch wins over the one it replaces. */
export async function readEntry(client: Etcd3, keys: EtcdKeys, key: string): Promise<Entry | undefined> {
  const { header, responses } = await client.kv.txn({
    success: [{ request_range: { key: keys.revision } }, { request_range: { key: keys.of(key) } }],
  });
  const [revision, plain] = responses.map((response) => response.response_range.kvs[0]?.value);
  const { batch } = parseRevision(revision);
  const staged =
    batch === undefined
      ? undefined
      : await client.kv.range({
          key: Buffer.from(`${keys.staging}${batch}/${key}`),
          revision: header.revision,
        });
  const value = staged?.kvs[0]?.value ?? plain;
  return value && entryOf(key, value);
}

export type Place =
  | { kind: "revision" }
  | { kind: "entry"; key: string }
  | { kind: "staged"; batch: string; key: string }
  | { kind: "other" };

/** What an etcd key under the environment's root is. */
export function placeOf(keys: EtcdKeys, etcdKey: string): Place {
  if (etcdKey.startsWith(keys.gateways)) return { kind: "other" };
  const key = etcdKey.slice(keys.root.length);
  if (key === "revision") return { kind: "revision" };
  if (!etcdKey.startsWith(keys.staging)) return { kind: "entry", key };
  const rest = etcdKey.slice(keys.staging.length);
  const slash = rest.indexOf("/");
  // Without a slash it is the batch's marker.
  return slash < 0
    ? { kind: "other" }
    : { kind: "staged", batch: rest.slice(0, slash), key: rest.slice(slash + 1) };
}

export function entryOf(key: string, value: Buffer): Entry {
  const text = value.toString();
  return { key, value: text, storeRevision: storeRevisionOf(text) };
}

export function batchOf(staged: Map<string, Map<string, Entry>>, name: string): Map<string, Entry> {
  const batch = staged.get(name) ?? new Map<string, Entry>();
  staged.set(name, batch);
  return batch;
}
