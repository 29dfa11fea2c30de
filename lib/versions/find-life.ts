import { authorise, may, type Action } from "#lib/access";
import type { Ctx, Prisma, Tx } from "#lib/db";
import { AppError } from "#lib/errors";
import type { VersionLifeParams } from "./schema.ts";

const LIFE = {
  id: true,
  name: true,
  stage: true,
  lifecycleEtag: true,
  deprecatedAt: true,
  sunsetAt: true,
  retiredAt: true,
  deprecationNote: true,
  brownouts: true,
  blockedAt: true,
  blockedReason: true,
  blockedByName: true,
  successor: { select: { name: true, api: { select: { slug: true, name: true } } } },
  api: {
    select: { id: true, slug: true, name: true, teamId: true, visibility: true, grantedTeamIds: true },
  },
} as const satisfies Prisma.VersionSelect;

export type LifeRow = Prisma.VersionGetPayload<{ select: typeof LIFE }>;

/** A version with its life, if the actor may see it (else `not_found`) and may do `action` (else `forbidden`). */
export async function findLife(
  ctx: Ctx,
  at: VersionLifeParams,
  action: Action = "api.read",
): Promise<LifeRow> {
  const row = await ctx.db.version.findFirst({
    where: { name: at.version, api: { slug: at.slug } },
    select: LIFE,
  });
  if (!row || !may(ctx.actor, "api.read", row.api))
    throw new AppError(
      "not_found",
      `There is no version ${at.version} of an API ${at.slug} that you can see.`,
    );
  authorise(ctx.actor, action, row.api);
  return row;
}

/** The same, held against everybody else who would move it. */
export async function holdLife(tx: Tx, id: string): Promise<LifeRow & { requestedAt: Date }> {
  const [held] = await tx.$queryRaw<{ requestedAt: Date }[]>`
    SELECT now() AS "requestedAt" FROM "Version" WHERE "id" = ${id} FOR UPDATE`;
  if (!held) throw new AppError("not_found", "This version is gone.");
  const row = await tx.version.findUniqueOrThrow({ where: { id }, select: LIFE });
  return { ...row, ...held };
}
