import { change, type Ctx, type Tx } from "#lib/db";
import { AppError } from "#lib/errors";
import { sha256Hex } from "#lib/ids";
import type { DocumentFormat } from "#lib/openapi/schema";
import { findVersion } from "./find.ts";
import { holdDraft } from "./hold-draft.ts";
import { readSource } from "./read-source.ts";
import type { DraftDocument, ReplaceDocument, ReplacedDocument, VersionParams } from "./schema.ts";
import { writeDocument, type DocumentMark } from "./write-document.ts";

/** The OpenAPI document of a version's draft, as it was given. */
export async function getDocument(ctx: Ctx, at: VersionParams): Promise<DraftDocument> {
  const { id } = await findVersion(ctx, at);
  const row = await ctx.db.version.findUniqueOrThrow({
    where: { id },
    select: { draftEtag: true, documentText: true },
  });
  return { etag: row.draftEtag, ...(await markOf(ctx.db, id)), text: row.documentText };
}

/**
 * Puts another OpenAPI document in the place of the draft's; routes, chain and addresses stay. Throws `stale` when the draft,
 * or what an address answers, is not what was looked at; `unprocessable` with an issue per error of the document.
 */
export async function replaceDocument(
  ctx: Ctx,
  at: VersionParams,
  { etag, source, digest }: ReplaceDocument,
): Promise<ReplacedDocument> {
  const { id, api } = await findVersion(ctx, at, "version.update");
  const read = await readSource(ctx, source);
  if (digest !== undefined && digest !== sha256Hex(read.text))
    throw new AppError("stale", "The address answers another document than the one you looked at.");
  return change(ctx, { action: "version.update", kind: "version", id, teamId: api.teamId }, async (tx) => {
    await holdDraft(tx, id, etag);
    const before = { document: await markOf(tx, id) };
    const document = await writeDocument(tx, id, { read, now: ctx.now });
    const next = etag + 1;
    await tx.version.update({ where: { id }, data: { draftEtag: next }, select: { id: true } });
    const result = { etag: next, ...document, problems: read.problems };
    return { result, before, after: { etag: next, document } };
  });
}

async function markOf(db: Pick<Tx, "version" | "operation">, id: string): Promise<DocumentMark> {
  const [version, operationCount] = await Promise.all([
    db.version.findUniqueOrThrow({
      where: { id },
      select: { documentDigest: true, documentFormat: true },
    }),
    db.operation.count({ where: { versionId: id } }),
  ]);
  // Written by `createVersion` and `writeDocument` only, from an inspected document.
  const format = version.documentFormat as DocumentFormat;
  return { digest: version.documentDigest, format, operationCount };
}
