import type { Ctx } from "#lib/db";
import { prepareDocument, PREPARED_EDITION, readReference } from "#lib/openapi";
import type { Preparation } from "#lib/openapi/schema";

/**
 * A document prepared for its readers, by its digest: from memory, from the database, or made now and kept in both. `load` is
 * asked for its text in the last case alone.
 */
export function preparedDocument(
  ctx: Pick<Ctx, "db" | "now">,
  documentDigest: string,
  load: () => Promise<string>,
): Promise<Preparation> {
  return readReference(documentDigest, async () => {
    const kept = await ctx.db.preparedDocument.findUnique({
      where: { documentDigest, edition: PREPARED_EDITION },
      select: { preparation: true },
    });
    // Written by `keepPreparation` only.
    const preparation = kept && (JSON.parse(kept.preparation) as Preparation);
    // What was refused once may have met a busy machine.
    if (preparation?.ok) return { preparation, characters: kept?.preparation.length ?? 0 };
    return keepPreparation(ctx, documentDigest, await load());
  });
}

/** Prepares a document and keeps what comes of it, a refusal too. */
export async function keepPreparation(
  { db, now }: Pick<Ctx, "db" | "now">,
  documentDigest: string,
  text: string,
): Promise<{ preparation: Preparation; characters: number }> {
  const preparation = await prepareDocument(text);
  const json = JSON.stringify(preparation);
  const row = { edition: PREPARED_EDITION, preparation: json, preparedAt: now };
  await db.preparedDocument.upsert({
    where: { documentDigest },
    create: { documentDigest, ...row },
    update: row,
    select: { documentDigest: true },
  });
  return { preparation, characters: json.length };
}
