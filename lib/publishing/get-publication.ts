import { may } from "#lib/access";
import type { Ctx } from "#lib/db";
import { AppError } from "#lib/errors";
import { deliveryOf, elapsedMs } from "./delivery.ts";
import { findVersion } from "./find-version.ts";
import { PUBLICATION_FIELDS, toSummary, userNames } from "./publication-summary.ts";
import type { PublicationDto, PublicationParams } from "./schema.ts";

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
  const waitsFor = row.wantedBy.find((deployment) => deployment.pending);
  const [names, delivery] = await Promise.all([userNames(ctx, [row.requestedById]), deliveryOf(ctx.db, row)]);
  return {
    ...toSummary(row, { names, seesReview: may(ctx.actor, "review.read", version.api) }),
    ...delivery,
    compiledMs: elapsedMs(row.requestedAt, row.compiledAt),
    error: waitsFor?.lastError ?? row.error,
    attempts: waitsFor?.attempts ?? 0,
    nextAttemptAt: waitsFor?.nextAttemptAt?.toISOString() ?? null,
  };
}
