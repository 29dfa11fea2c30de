import type { VersionParams } from "#lib/catalogue/schema";
import { visibleApis, type Ctx } from "#lib/db";
import { AppError } from "#lib/errors";
import type { PreparedReference } from "#lib/openapi/schema";
import { preparedDocument } from "./prepared-document.ts";

/**
 * The document a version is read by, prepared, if the actor may see it (else `not_found`): that of the newest revision which is
 * served anywhere; its draft's only while none is.
 */
export async function findDocument(ctx: Ctx, at: VersionParams): Promise<PreparedReference> {
  const version = await ctx.db.version.findFirst({
    where: { name: at.version, api: { AND: [{ slug: at.slug }, visibleApis(ctx.actor)] } },
    select: {
      id: true,
      documentDigest: true,
      revisions: {
        where: { wantedBy: { some: {} } },
        orderBy: { number: "desc" },
        take: 1,
        select: { id: true, documentDigest: true },
      },
    },
  });
  if (!version) {
    throw new AppError(
      "not_found",
      `There is no version ${at.version} of an API ${at.slug} that you can see.`,
    );
  }
  const [served] = version.revisions;
  const preparation = await (served
    ? preparedDocument(ctx, served.documentDigest, () => textOfRevision(ctx, served.id))
    : preparedDocument(ctx, version.documentDigest, () => textOfDraft(ctx, version.id)));
  if (!preparation.ok) throw new AppError("unprocessable", preparation.message);
  return preparation.reference;
}

async function textOfDraft(ctx: Ctx, id: string): Promise<string> {
  const row = await ctx.db.version.findUniqueOrThrow({ where: { id }, select: { documentText: true } });
  return row.documentText;
}

async function textOfRevision(ctx: Ctx, id: string): Promise<string> {
  const row = await ctx.db.revision.findUniqueOrThrow({ where: { id }, select: { documentText: true } });
  return row.documentText;
}
