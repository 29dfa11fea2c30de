import type { Ctx } from "#lib/db";
import { AppError } from "#lib/errors";
import { findVersion } from "./find-version.ts";
import { PUBLICATION_FIELDS, toSummary, userNames } from "./publication-summary.ts";
import type { PublicationDto, PublicationParams, ReceiptDto } from "./schema.ts";

/** How far a publication has come: the stepper, from real receipts. */
export async function getPublication(ctx: Ctx, at: PublicationParams): Promise<PublicationDto> {
  const version = await findVersion(ctx, at);
  const row = await ctx.db.publication.findFirst({
    where: { id: at.id, versionId: version.id },
    select: {
      ...PUBLICATION_FIELDS,
      environmentId: true,
      error: true,
      compiledAt: true,
      writtenAt: true,
      wantedBy: { select: { attempts: true, lastError: true, nextAttemptAt: true, pending: true } },
    },
  });
  if (!row) throw new AppError("not_found", "There is no such publication.");
  const gateways = await ctx.db.gateway.findMany({
    where: { environmentId: row.environmentId },
    orderBy: { node: "asc" },
    take: 1000,
    select: { node: true, lostAt: true, startedAt: true },
  });
  const startedAt = new Map(gateways.map((gateway) => [gateway.node, gateway.startedAt]));
  const since = (time: Date | null) =>
    time ? Math.max(0, time.getTime() - row.requestedAt.getTime()) : null;
  const receipts = row.receipts.map((receipt) => ({
    ...receipt,
    joinedLater: (startedAt.get(receipt.node)?.getTime() ?? 0) > row.requestedAt.getTime(),
  }));
  const answered = new Set(receipts.map((receipt) => receipt.node));
  const missing = gateways.filter((gateway) => !answered.has(gateway.node));
  const waiting = missing.filter((gateway) => gateway.lostAt === null).map((gateway) => gateway.node);
  const waitsFor = row.wantedBy.find((deployment) => deployment.pending);
  return {
    ...toSummary({ ...row, receipts }, await userNames(ctx, [row.requestedById])),
    compiledMs: since(row.compiledAt),
    writtenMs: since(row.writtenAt),
    appliedMs: appliedMs(receipts, waiting.length),
    expected: receipts.length + waiting.length,
    receipts,
    waiting,
    notConnected: missing.filter((gateway) => gateway.lostAt !== null).map((gateway) => gateway.node),
    error: waitsFor?.lastError ?? row.error,
    attempts: waitsFor?.attempts ?? 0,
    nextAttemptAt: waitsFor?.nextAttemptAt?.toISOString() ?? null,
  };
}

/** The slowest acknowledgement; gateways that joined later do not count when any was there. */
function appliedMs(receipts: ReceiptDto[], waiting: number): number | null {
  const applied = receipts.filter((receipt) => !receipt.rejected);
  if (waiting > 0 || applied.length === 0 || applied.length < receipts.length) return null;
  const present = applied.filter((receipt) => !receipt.joinedLater);
  return Math.max(...(present.length > 0 ? present : applied).map((receipt) => receipt.elapsedMs));
}
