import { change, Prisma, type Ctx } from "#lib/db";
import { AppError } from "#lib/errors";
import { UnboundPolicy } from "#lib/fallback/schema";
import { AccessSettings, Routes } from "#lib/routing/schema";
import { z } from "zod";
import { findVersion } from "./find.ts";
import { getDraft, maskAll } from "./get-draft.ts";
import { holdDraft } from "./hold-draft.ts";
import { toJson } from "./json-column.ts";
import { readSource, type ReadDocument } from "./read-source.ts";
import { BindingsByEnvironment, type Draft, type RestoreRevision, type VersionParams } from "./schema.ts";
import { writeDocument } from "./write-document.ts";
import { writeDraft } from "./write-draft.ts";

const Content = z.object({
  routes: Routes,
  policy: UnboundPolicy,
  bindings: BindingsByEnvironment,
  access: AccessSettings.nullable(),
});

/**
 * Makes a revision's content the draft: document, routes, chain, addresses and access. Nothing is published by it. Throws
 * `stale` when the draft is not the one that was looked at, `unprocessable` for a revision too old to be read, `conflict` when
 * another version holds one of its routes by now.
 */
export async function restoreRevision(
  ctx: Ctx,
  at: VersionParams,
  { revision, etag }: RestoreRevision,
): Promise<Draft> {
  const version = await findVersion(ctx, at, "version.update");
  const { read, content } = await readRevision(ctx, version, revision);
  const object = { kind: "version", id: version.id, teamId: version.api.teamId };
  await change(ctx, { action: "version.update", ...object }, async (tx) => {
    const before = await holdDraft(tx, version.id, etag);
    const document = await writeDocument(tx, version.id, { read, now: ctx.now });
    const next = await writeDraft(tx, ctx, { version, before, ...content });
    const access = content.access ? toJson(content.access) : Prisma.DbNull;
    await tx.version.update({ where: { id: version.id }, data: { access }, select: { id: true } });
    const shown = { ...content, bindings: maskAll(content.bindings) };
    const after = { etag: next, restored: revision, document, ...shown };
    return { result: undefined, before: { ...before, bindings: maskAll(before.bindings) }, after };
  });
  return getDraft(ctx, at);
}

async function readRevision(
  ctx: Ctx,
  version: { id: string; name: string; api: { slug: string } },
  number: number,
): Promise<{ read: ReadDocument; content: z.infer<typeof Content> }> {
  const row = await ctx.db.revision.findUnique({
    where: { versionId_number: { versionId: version.id, number } },
    select: { documentText: true, routes: true, policy: true, bindings: true, access: true },
  });
  const name = `${version.api.slug} ${version.name}`;
  if (!row) throw new AppError("not_found", `There is no revision ${number} of ${name}.`);
  const { documentText, ...kept } = row;
  const content = Content.safeParse(kept);
  if (!content.success)
    throw new AppError("unprocessable", `Revision ${number} was made by an older release and does not fit.`, {
      cause: content.error,
    });
  return { read: await readSource(ctx, { kind: "text", text: documentText }), content: content.data };
}
