import { canonicalJson, sha256Hex } from "#lib/ids";

/** What a seal covers: the whole entry, as it is read from the database. */
export interface ChainedEntry {
  id: bigint;
  at: Date;
  actorKind: string;
  actorId: string;
  actorName: string;
  action: string;
  objectKind: string;
  objectId: string;
  before: unknown;
  after: unknown;
  requestId: string | null;
  tokenId: string | null;
}

/** A seal with its entry; without one when the entry is gone. */
export interface ChainLink {
  position: bigint;
  entryId: bigint;
  hash: string;
  entry: ChainedEntry | undefined;
}

/** Where a chain ends: how many links, and the hash of the last. */
export interface ChainHead {
  position: bigint;
  hash: string;
}

export interface BrokenLink {
  position: bigint;
  entryId?: bigint;
  reason: string;
}

export type ChainVerdict = { broken?: undefined; head: ChainHead } | { broken: BrokenLink };

/** What the first link continues. */
export const CHAIN_START: ChainHead = { position: 0n, hash: "0".repeat(64) };

/** SHA-256 (hex) of the hash before it and the entry's canonical JSON (RFC 8785). */
export function sealOf(previous: string, entry: ChainedEntry): string {
  const content = { ...entry, id: String(entry.id), at: entry.at.toISOString() };
  return sha256Hex(`${previous}\n${canonicalJson(content)}`);
}

/**
 * Goes through the links in the order of their positions and names the first that does not follow from what is before it.
 * With `expected`, a head noted earlier, the chain must also pass through it: that finds a tail that was cut or rewritten.
 */
export async function verifyChain(
  links: AsyncIterable<ChainLink> | Iterable<ChainLink>,
  expected: ChainHead = CHAIN_START,
): Promise<ChainVerdict> {
  let head = CHAIN_START;
  for await (const link of links) {
    const reason = faultOf(link, head, expected);
    if (reason) return { broken: { ...reason, entryId: link.entryId } };
    head = { position: link.position, hash: link.hash };
  }
  if (head.position >= expected.position) return { head };
  const reason = `The chain ends at ${head.position}, before the noted position ${expected.position}.`;
  return { broken: { position: head.position + 1n, reason } };
}

function faultOf(
  { position, entryId, hash, entry }: ChainLink,
  previous: ChainHead,
  expected: ChainHead,
): Pick<BrokenLink, "position" | "reason"> | undefined {
  const next = previous.position + 1n;
  if (position !== next) return { position: next, reason: `The seal at ${next} is missing.` };
  if (!entry || entry.id !== entryId) return { position, reason: `Entry ${entryId} is missing.` };
  if (sealOf(previous.hash, entry) !== hash)
    return { position, reason: `Entry ${entryId} or its seal was changed.` };
  if (position === expected.position && hash !== expected.hash)
    return { position, reason: "The hash is not the one that was noted." };
  return undefined;
}
