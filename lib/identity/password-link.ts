import { randomBytes } from "node:crypto";
import { enqueue, type Tx } from "#lib/db";
import { newId, sha256Hex } from "#lib/ids";
import type { ResetLink } from "./schema.ts";

const LINK_MS = 24 * 60 * 60 * 1000;
const TOKEN_BYTES = 32;

interface LinkOf {
  userId: string;
  createdById: string;
  now: Date;
}

/** Writes a new one-time link; links handed out before and not used stop working. */
export async function writeLink(tx: Tx, { userId, createdById, now }: LinkOf): Promise<ResetLink> {
  const token = randomBytes(TOKEN_BYTES).toString("base64url");
  const expiresAt = new Date(now.getTime() + LINK_MS);
  await tx.passwordReset.deleteMany({ where: { userId, usedAt: null } });
  await tx.passwordReset.create({
    data: { id: newId("rst"), userId, tokenHash: tokenHash(token), createdById, createdAt: now, expiresAt },
    select: { id: true },
  });
  await enqueue(tx, {
    task: "remove-expired-links",
    payload: {},
    runAt: expiresAt,
    key: `remove-link ${userId}`,
  });
  return { path: `/password/${token}`, expiresAt: expiresAt.toISOString() };
}

/** The only form in which a token is kept: it has 256 random bits, so a plain digest is enough. */
export function tokenHash(token: string): string {
  return sha256Hex(token);
}
