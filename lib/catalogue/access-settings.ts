import { may } from "#lib/access";
import { change, Prisma, type Ctx } from "#lib/db";
import { AppError } from "#lib/errors";
import { AccessSettings } from "#lib/routing/schema";
import { egressRefusal } from "./egress-findings.ts";
import { readEgressSetting } from "./egress-settings.ts";
import { findVersion } from "./find.ts";
import { toJson } from "./json-column.ts";
import type { SaveAccess, VersionAccess, VersionParams } from "./schema.ts";

/** Who may call a version, as its draft has it and as its newest revision does. */
export async function getAccess(ctx: Ctx, at: VersionParams): Promise<VersionAccess> {
  const { id, api } = await findVersion(ctx, at);
  const [version, newest] = await Promise.all([
    ctx.db.version.findUniqueOrThrow({ where: { id }, select: { access: true, draftEtag: true } }),
    ctx.db.revision.findFirst({
      where: { versionId: id },
      orderBy: { number: "desc" },
      select: { access: true, number: true },
    }),
  ]);
  const access = AccessSettings.nullable().parse(version.access);
  return {
    etag: version.draftEtag,
    access,
    published: newest && { revision: newest.number, access: AccessSettings.nullable().parse(newest.access) },
    warning: access?.jwt
      ? (egressRefusal(access.jwt.jwksUrl, await readEgressSetting(ctx.db)) ?? null)
      : null,
    mayUpdate: may(ctx.actor, "version.update", api),
  };
}

/**
 * Changes who may call a version; it holds from the next publication on. Throws `stale` when the draft is not the one that
 * was looked at.
 */
export async function saveAccess(
  ctx: Ctx,
  at: VersionParams,
  { etag, access }: SaveAccess,
): Promise<VersionAccess> {
  const { id, api } = await findVersion(ctx, at, "version.update");
  await change(ctx, { action: "version.update", kind: "version", id, teamId: api.teamId }, async (tx) => {
    await tx.$queryRaw`SELECT "id" FROM "Version" WHERE "id" = ${id} FOR UPDATE`;
    const before = await tx.version.findUniqueOrThrow({
      where: { id },
      select: { access: true, draftEtag: true },
    });
    if (before.draftEtag !== etag)
      throw new AppError(
        "stale",
        "The draft was changed after you opened it. Nothing of yours was saved; look at the new state, then save again.",
        { details: { etag: before.draftEtag } },
      );
    await tx.version.update({
      where: { id },
      data: { access: access ? toJson(access) : Prisma.DbNull, draftEtag: etag + 1, updatedAt: ctx.now },
      select: { id: true },
    });
    return { result: undefined, before: { access: before.access }, after: { etag: etag + 1, access } };
  });
  return getAccess(ctx, at);
}
