import { previewSource } from "#lib/catalogue";
import type { Ctx } from "#lib/db";
import { sha256Hex } from "#lib/ids";
import { compareContracts, COMPARED_MAX } from "#lib/publishing";
import { findLife } from "./find-life.ts";
import type { DocumentJudgement, JudgeDocument, VersionLifeParams } from "./schema.ts";

/** What a document would be as the draft's, and what it changes for consumers of what is published; saves nothing. */
export async function judgeDocument(
  ctx: Ctx,
  at: VersionLifeParams,
  { source }: JudgeDocument,
): Promise<DocumentJudgement> {
  const version = await findLife(ctx, at, "version.update");
  const { text, preview } = await previewSource(ctx.db, source);
  const { etag, comparedWith, documentText } = await readBase(ctx, version.id);
  const contract = preview.acceptable
    ? await compareContracts(documentText, text, { at: ctx.now, max: COMPARED_MAX })
    : null;
  return { etag, preview, digest: sha256Hex(text), comparedWith, contract };
}

/** The newest revision that is served anywhere, else the newest, else the draft. */
async function readBase(
  { db }: Ctx,
  id: string,
): Promise<{ etag: number; comparedWith: string; documentText: string }> {
  const version = await db.version.findUniqueOrThrow({
    where: { id },
    select: { draftEtag: true, documentText: true },
  });
  const etag = version.draftEtag;
  const newest = { orderBy: { number: "desc" }, select: { number: true, documentText: true } } as const;
  const revision =
    (await db.revision.findFirst({ where: { versionId: id, wantedBy: { some: {} } }, ...newest })) ??
    (await db.revision.findFirst({ where: { versionId: id }, ...newest }));
  if (!revision) return { etag, comparedWith: "draft", documentText: version.documentText };
  return { etag, comparedWith: `revision:${revision.number}`, documentText: revision.documentText };
}
