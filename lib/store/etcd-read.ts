import type { Etcd3 } from "etcd3";
import { type EtcdKeys, parseRevision, type RevisionText, storeRevisionOf, under } from "./etcd-keys.ts";
import type { Entry, Snapshot } from "./port.ts";

/** Values are up to 1 MiB: a page stays in the tens of megabytes at worst. */
const PAGE = 200;

export interface KeyValue {
  key: string;
  value: Buffer;
}

/** All of a range as it stood at one etcd revision. */
export interface Listing {
  revision: number;
  clusterId: string;
  pairs: KeyValue[];
}

/** Lists a prefix page by page, every page as of the first one's revision. */
export async function listPrefix(client: Etcd3, prefix: string): Promise<Listing> {
  const range = under(prefix);
  const pairs: KeyValue[] = [];
  let first: { revision: string; cluster_id: string } | undefined;
  let from = range.key;
  for (;;) {
    const at = first ? { revision: first.revision } : {};
    const page = await client.kv.range({ key: from, range_end: range.range_end, limit: PAGE, ...at });
    first ??= page.header;
    for (const { key, value } of page.kvs) pairs.push({ key: key.toString(), value });
    const last = page.kvs.at(-1);
    if (!page.more || !last) return { revision: Number(first.revision), clusterId: first.cluster_id, pairs };
    from = Buffer.concat([last.key, Buffer.from([0])]);
  }
}

/** What a listing of an environment's root means: entries, those of an uncollected batch, and batches in the making. */
export interface Contents extends RevisionText {
  entries: Map<string, Entry>;
  staged: Map<string, Map<string, Entry>>;
}

export function contentsOf(keys: EtcdKeys, pairs: KeyValue[]): Contents {
  const entries = new Map<string, Entry>();
  const staged = new Map<string, Map<string, Entry>>();
  let revision = parseRevision(undefined);
  for (const { key, value } of pairs) {
    const place = placeOf(keys, key);
    if (place.kind === "revision") revision = parseRevision(value);
    else if (place.kind === "entry") entries.set(place.key, entryOf(place.key, value));
    else if (place.kind === "staged") batchOf(staged, place.batch).set(place.key, entryOf(place.key, value));
  }
  const batch = revision.batch === undefined ? undefined : staged.get(revision.batch);
  for (const entry of batch?.values() ?? []) entries.set(entry.key, entry);
  return { ...revision, entries, staged };
}

export async function readEnvironment(client: Etcd3, keys: EtcdKeys): Promise<Snapshot> {
  const { storeRevision, entries } = contentsOf(keys, (await listPrefix(client, keys.root)).pairs);
  return { storeRevision, entries: [...entries.values()] };
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
