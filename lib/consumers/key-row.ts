import type { Ctx, Prisma } from "#lib/db";
import { readEnforcement } from "./access-delivery.ts";
import type { KeyState, KeySummary } from "./schema.ts";

export const KEY = {
  id: true,
  name: true,
  hint: true,
  createdAt: true,
  createdByName: true,
  expiresAt: true,
  lastUsedAt: true,
  revokedAt: true,
  revokedByName: true,
  replacedById: true,
  changeId: true,
  environment: { select: { slug: true } },
} as const satisfies Prisma.ApplicationKeySelect;

type Row = Prisma.ApplicationKeyGetPayload<{ select: typeof KEY }>;

const EXPIRING_MS = 7 * 86_400_000;

/** Whether a key is good now, and for how much longer. */
export function keyState(key: { revokedAt: Date | null; expiresAt: Date | null }, now: Date): KeyState {
  if (key.revokedAt !== null) return "revoked";
  if (key.expiresAt === null) return "active";
  const leftMs = key.expiresAt.getTime() - now.getTime();
  if (leftMs <= 0) return "expired";
  return leftMs <= EXPIRING_MS ? "expiring" : "active";
}

export async function toKeys(ctx: Ctx, rows: Row[]): Promise<KeySummary[]> {
  const enforcement = await readEnforcement(
    ctx.db,
    rows.map((row) => row.changeId),
  );
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    environment: row.environment.slug,
    hint: row.hint,
    state: keyState(row, ctx.now),
    enforcement: enforcement(row.changeId),
    createdAt: row.createdAt.toISOString(),
    createdBy: row.createdByName,
    expiresAt: row.expiresAt?.toISOString() ?? null,
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
    revokedAt: row.revokedAt?.toISOString() ?? null,
    revokedBy: row.revokedByName,
    replacedBy: row.replacedById,
  }));
}
