import { randomBytes } from "node:crypto";
import type { Etcd3, ICompare, IRequestOp } from "etcd3";
import { checkCommit, staleWrite } from "./check-commit.ts";
import { type EtcdKeys, parseRevision, under } from "./etcd-keys.ts";
import { listPrefix } from "./etcd-read.ts";
import type { Commit } from "./port.ts";

/** etcd's default limits are 128 operations and 1.5 MiB per transaction; a value has up to 1 MiB. */
const MAX_OPERATIONS = 128;
const MAX_BYTES = 1_100_000;

interface Put {
  key: Buffer;
  value: Buffer;
}

interface Target {
  client: Etcd3;
  keys: EtcdKeys;
}

/** One transaction when it fits in one, else a batch that one write makes valid. */
export async function commitToEtcd(target: Target, commit: Commit): Promise<void> {
  checkCommit(commit);
  const { keys } = target;
  const puts = commit.puts.map((put) => ({ key: keys.of(put.key), value: Buffer.from(put.value) }));
  const flip = { key: keys.revision, value: Buffer.from(String(commit.storeRevision)) };
  const fits = chunksOf([...puts, flip], MAX_OPERATIONS).length === 1;
  const write = async (): Promise<boolean> =>
    fits ? commitAtOnce(target, commit, [...puts, flip]) : commitBatch(target, commit);
  if (await write()) return;
  // The expected revision may still name a batch that its writer did not collect.
  if ((await collectNamedBatch(target)) && (await write())) return;
  throw staleWrite(commit);
}

async function commitAtOnce({ client, keys }: Target, commit: Commit, puts: Put[]): Promise<boolean> {
  const compare = [revisionIs(keys, expectedText(commit))];
  return (await client.kv.txn({ compare, success: puts.map(putOp) })).succeeded;
}

/**
 * Stages the entries under `staging/<batch>/`, then flips `revision` to `<n> <batch>`: from that write on readers take
 * them for the entries they replace. Moving them to their places afterwards changes nothing a reader sees.
 */
async function commitBatch(target: Target, commit: Commit): Promise<boolean> {
  const { client, keys } = target;
  const batch = `${commit.storeRevision}-${randomBytes(6).toString("hex")}`;
  const marker = { key: Buffer.from(keys.staging + batch), value: Buffer.alloc(0) };
  // Whatever else is staged was given up, or loses its marker and with it the right to be flipped.
  const begun = await client.kv.txn({
    compare: [revisionIs(keys, expectedText(commit))],
    success: [{ request_delete_range: under(keys.staging) }],
  });
  if (!begun.succeeded) return false;
  await client.kv.put(marker);
  const staged = commit.puts.map((put) => ({
    key: Buffer.from(`${keys.staging}${batch}/${put.key}`),
    value: Buffer.from(put.value),
  }));
  for (const chunk of chunksOf(staged, MAX_OPERATIONS)) await client.kv.txn({ success: chunk.map(putOp) });
  const { succeeded } = await client.kv.txn({
    compare: [
      revisionIs(keys, expectedText(commit)),
      { key: marker.key, target: "Version", result: "Greater", version: 0 },
    ],
    success: [putOp({ key: keys.revision, value: Buffer.from(`${commit.storeRevision} ${batch}`) })],
  });
  if (!succeeded) {
    await client.kv.deleteRange(under(`${keys.staging}${batch}/`));
    return false;
  }
  // Written already: when this fails, the next commit does it.
  await collectNamedBatch(target).catch(() => {});
  return true;
}

/**
 * Moves the entries of the batch that `revision` names to their places, and forgets the batch. Safe to repeat and to
 * run twice at once: every step holds only while `revision` still names it. False when it names none.
 */
async function collectNamedBatch({ client, keys }: Target): Promise<boolean> {
  const present = (await client.kv.range({ key: keys.revision })).kvs[0]?.value;
  const { storeRevision, batch } = parseRevision(present);
  if (!present || batch === undefined) return false;
  const named = revisionIs(keys, present.toString());
  const prefix = `${keys.staging}${batch}/`;
  const moves: { key: Buffer; value: Buffer }[] = [];
  await listPrefix(client, prefix, ({ key, value }) => moves.push({ key: Buffer.from(key), value }));
  for (const chunk of chunksOf(moves, MAX_OPERATIONS / 2)) {
    const success = chunk.flatMap(({ key, value }): IRequestOp[] => [
      putOp({ key: keys.of(key.toString().slice(prefix.length)), value }),
      { request_delete_range: { key } },
    ]);
    const { succeeded } = await client.kv.txn({ compare: [named], success });
    if (!succeeded) return true;
  }
  await client.kv.txn({
    compare: [named],
    success: [
      putOp({ key: keys.revision, value: Buffer.from(String(storeRevision)) }),
      { request_delete_range: { key: Buffer.from(keys.staging + batch) } },
    ],
  });
  return true;
}

function chunksOf(puts: Put[], maxOperations: number): Put[][] {
  const chunks: Put[][] = [];
  let bytes = 0;
  for (const put of puts) {
    const size = put.key.length + put.value.length;
    const chunk = chunks.at(-1);
    if (chunk && chunk.length < maxOperations && bytes + size <= MAX_BYTES) {
      chunk.push(put);
      bytes += size;
    } else {
      chunks.push([put]);
      bytes = size;
    }
  }
  return chunks;
}

function putOp(put: Put): IRequestOp {
  return { request_put: put };
}

function expectedText(commit: Commit): string {
  return commit.expectedRevision === 0 ? "" : String(commit.expectedRevision);
}

/** Compares the whole text of `revision`; empty: there must be none. */
function revisionIs({ revision }: EtcdKeys, text: string): ICompare {
  return text === ""
    ? { key: revision, target: "Create", result: "Equal", create_revision: 0 }
    : { key: revision, target: "Value", result: "Equal", value: Buffer.from(text) };
}
