import type { Ctx, Db } from "#lib/db";
import { deliveryOf } from "#lib/publishing";
import type { AccessDelivery, Enforcement } from "./schema.ts";

/** How far a change has come; null when it is so old that nothing is kept of it. Whoever asks may see what was changed. */
export async function readAccessDelivery(ctx: Ctx, changeId: string | null): Promise<AccessDelivery | null> {
  if (changeId === null) return null;
  const row = await ctx.db.accessChange.findUnique({
    where: { id: changeId },
    select: {
      id: true,
      environmentId: true,
      state: true,
      storeRevision: true,
      requestedAt: true,
      writtenAt: true,
      receipts: {
        orderBy: { elapsedMs: "asc" },
        take: 1000,
        select: { node: true, elapsedMs: true, rejected: true, reason: true },
      },
      documents: {
        where: { document: { pending: true, lastError: { not: null } } },
        take: 1,
        select: { document: { select: { lastError: true } } },
      },
    },
  });
  if (!row) return null;
  const { id, environmentId, state, storeRevision, requestedAt, writtenAt, receipts, documents } = row;
  return {
    id,
    state,
    storeRevision,
    requestedAt: requestedAt.toISOString(),
    ...(await deliveryOf(ctx.db, { environmentId, requestedAt, writtenAt, receipts })),
    error: state === "saved" ? (documents[0]?.document.lastError ?? null) : null,
  };
}

interface Standing {
  id: string;
  isWritten: boolean;
  connected: number;
  behind: number;
  refused: number;
}

/**
 * Whether changes hold at the gateways, by their ids: told from the revision each connected gateway has applied, so that it
 * also holds for one that came later.
 */
export async function readEnforcement(
  db: Db,
  changeIds: (string | null)[],
): Promise<(changeId: string | null) => Enforcement> {
  const ids = [...new Set(changeIds.filter((id) => id !== null))];
  const rows =
    ids.length === 0
      ? []
      : await db.$queryRaw<Standing[]>`
          SELECT c."id", c."state" = 'written' AS "isWritten", count(g."id")::int AS "connected",
            (count(g."id") FILTER (WHERE g."appliedRevision" < c."storeRevision"))::int AS "behind",
            (count(r."node") FILTER (WHERE r."rejected"))::int AS "refused"
          FROM "AccessChange" c
          LEFT JOIN "Gateway" g ON g."environmentId" = c."environmentId" AND g."lostAt" IS NULL
          LEFT JOIN "AccessReceipt" r ON r."changeId" = c."id" AND r."node" = g."node"
          WHERE c."id" IN (SELECT jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb))
          GROUP BY c."id"`;
  const standings = new Map(rows.map((row) => [row.id, enforcementOf(row)]));
  return (changeId) => (changeId === null ? "in_force" : (standings.get(changeId) ?? "in_force"));
}

function enforcementOf({ isWritten, connected, behind, refused }: Standing): Enforcement {
  if (!isWritten || behind > 0) return "under_way";
  if (refused > 0) return "refused";
  return connected === 0 ? "no_gateway" : "in_force";
}
