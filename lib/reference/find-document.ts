import { visibleApis, type Ctx } from "#lib/db";
import { AppError } from "#lib/errors";
import { readReference } from "#lib/openapi";
import type { PreparedReference } from "#lib/openapi/schema";
import type { VersionParams } from "#lib/catalogue/schema";

/** A version's document, prepared, if the actor may see it (else `not_found`). */
export async function findDocument(ctx: Ctx, at: VersionParams): Promise<PreparedReference> {
  const version = await ctx.db.version.findFirst({
    where: { name: at.version, api: { AND: [{ slug: at.slug }, visibleApis(ctx.actor)] } },
    select: { id: true, documentDigest: true },
  });
  if (!version) {
    throw new AppError(
      "not_found",
      `There is no version ${at.version} of an API ${at.slug} that you can see.`,
    );
  }
  const preparation = await readReference(version.documentDigest, () => textOf(ctx, version.id));
  if (!preparation.ok) throw new AppError("unprocessable", preparation.message);
  return preparation.reference;
}

async function textOf(ctx: Ctx, id: string): Promise<string> {
  const row = await ctx.db.version.findUniqueOrThrow({ where: { id }, select: { documentText: true } });
  return row.documentText;
}
