import { change, type Ctx, type Tx } from "#lib/db";
import { AppError } from "#lib/errors";
import { readDeletionObstacles } from "./deletion.ts";
import { findLife, holdLife } from "./find-life.ts";
import type { VersionLifeParams } from "./schema.ts";

/**
 * Takes a version away that was never published, with its document, chain, plans and finished reviews. Throws `conflict`
 * with `obstacles` when it was, when it is its API's only one, or when something depends on it.
 */
export async function deleteVersion(ctx: Ctx, at: VersionLifeParams): Promise<void> {
  const found = await findLife(ctx, at, "version.delete");
  const { id, api } = found;
  const deed = { action: "version.delete", kind: "version", id, teamId: api.teamId } as const;
  await change(ctx, deed, async (tx) => {
    await holdSiblings(tx, api.id);
    const version = await holdLife(tx, id);
    const obstacles = await readDeletionObstacles(tx, version, ctx.actor);
    if (obstacles.length > 0) {
      const message = obstacles.map((one) => one.message).join(" ");
      throw new AppError("conflict", message, { details: { obstacles } });
    }
    const { _count: counts } = await tx.version.delete({
      where: { id },
      select: { _count: { select: { operations: true, plans: true, reviews: true } } },
    });
    await tx.api.update({ where: { id: api.id }, data: { updatedAt: ctx.now }, select: { id: true } });
    return { result: undefined, before: { api: api.slug, version: found.name, ...counts } };
  });
}

/** Two deleted at once wait for each other, and so does one beside the API: one version stays. */
async function holdSiblings(tx: Tx, apiId: string): Promise<void> {
  await tx.$queryRaw`SELECT "id" FROM "Version" WHERE "apiId" = ${apiId} ORDER BY "id" FOR UPDATE`;
}
