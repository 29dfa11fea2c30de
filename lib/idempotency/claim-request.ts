import { hkdfSync, randomUUID } from "node:crypto";
import type { Db, Tx } from "#lib/db";
import { AppError } from "#lib/errors";
import { sha256Hex } from "#lib/ids";
import { seal, unseal } from "#lib/signing";

/** How long an answer is kept. */
const KEPT_MS = 24 * 60 * 60 * 1000;
/** An attempt that has said nothing for so long is given up: its process died. Longer than any transaction may take. */
const ABANDONED_MS = 60_000;

interface Asked {
  db: Db;
  now: Date;
  /** Who sent it: the same key of somebody else is another key. */
  sender: string;
  /** The Idempotency-Key. */
  key: string;
  /** Method, path and body, as one text. */
  request: string;
  sealingKey: Buffer;
}

/** An answer that was given before. */
export interface Replay {
  status: number;
  /** JSON; "" for none. */
  answer: string;
}

/** The right to work on a request. */
export interface Claim {
  /** Keeps the answer in the transaction of the change. Throws `conflict` when another attempt has taken over. */
  keep(tx: Tx, replay: Replay): Promise<void>;
  /** Keeps the answer after the change, when it says more than the change itself did. */
  finish(replay: Replay): Promise<void>;
  /** Nothing was changed: the next request with the key starts afresh. */
  release(): Promise<void>;
}

/**
 * Claims a request for one attempt, or finds what it was answered before (IETF draft-ietf-httpapi-idempotency-key-header).
 * Throws `unprocessable` when the key came with another request, `conflict` while another attempt is at work.
 */
export async function claimRequest(asked: Asked): Promise<Claim | Replay> {
  const { db, now, sender, key, request } = asked;
  const id = sha256Hex(`${sender}\n${key}`);
  const digest = sha256Hex(request);
  const claim = randomUUID();
  await db.idempotentRequest.deleteMany({ where: { expiresAt: { lte: now } } });
  const expiresAt = new Date(now.getTime() + KEPT_MS);
  const row = { id, digest, claim, claimedAt: now, expiresAt };
  const { count } = await db.idempotentRequest.createMany({ data: [row], skipDuplicates: true });
  const sealing = sealingKeyOf(asked, id);
  if (count === 1) return claimOf(db, { id, claim, sealing });
  const earlier = await db.idempotentRequest.findUnique({ where: { id } });
  if (!earlier) throw busy();
  if (earlier.digest !== digest) throw otherRequest();
  if (earlier.answer !== null)
    return { status: earlier.status ?? 200, answer: opened(earlier.answer, sealing) };
  const isAbandoned = now.getTime() - earlier.claimedAt.getTime() > ABANDONED_MS;
  if (!isAbandoned) throw busy();
  const taken = await db.idempotentRequest.updateMany({
    where: { id, claim: earlier.claim, answer: null },
    data: { claim, claimedAt: now },
  });
  if (taken.count !== 1) throw busy();
  return claimOf(db, { id, claim, sealing });
}

interface Held {
  id: string;
  claim: string;
  sealing: Buffer;
}

function claimOf(db: Db, { id, claim, sealing }: Held): Claim {
  const write = (on: Db | Tx, { status, answer }: Replay) =>
    on.idempotentRequest.updateMany({
      where: { id, claim },
      data: { status, answer: seal(answer, sealing) },
    });
  return {
    async keep(tx, replay) {
      const { count } = await write(tx, replay);
      if (count !== 1) throw busy();
    },
    async finish(replay) {
      await write(db, replay);
    },
    async release() {
      await db.idempotentRequest.deleteMany({ where: { id, claim, answer: null } });
    },
  };
}

/**
 * Answers may hold secrets that are shown once. They are sealed with a key that needs what only their sender knows:
 * neither the database nor the installation's key opens them without the Idempotency-Key.
 */
function sealingKeyOf({ key, sealingKey }: Asked, id: string): Buffer {
  return Buffer.from(hkdfSync("sha256", sealingKey, id, `idempotency\n${key}`, 32));
}

function opened(answer: string, sealing: Buffer): string {
  try {
    return unseal(answer, sealing);
  } catch (cause) {
    throw new AppError(
      "conflict",
      "This was done, but its answer can no longer be read: the sealing key was exchanged. Look for what it made.",
      { cause },
    );
  }
}

function busy(): AppError {
  return new AppError("conflict", "A request with this Idempotency-Key is at work. Ask again in a moment.");
}

function otherRequest(): AppError {
  return new AppError(
    "unprocessable",
    "This Idempotency-Key came with another request before. Make a new key for each thing you want done.",
  );
}
