import { authorise } from "#lib/access";
import { change, type Ctx, type Tx } from "#lib/db";
import { AppError } from "#lib/errors";
import { readKept, writeOrder } from "./write-order.ts";

interface Ending {
  versionId: string;
  environment: { id: string; slug: string };
  by: { id: string; name: string };
  requestedAt: Date;
}

/** A revision without the pinned target is published: the pin ends with a note. The version must be locked. */
export async function endLostPin(
  tx: Tx,
  ending: Ending & { chain: readonly { id: string }[]; revision: number },
): Promise<void> {
  const kept = await readKept(tx, ending);
  if (!kept?.pinTarget || ending.chain.some(({ id }) => id === kept.pinTarget)) return;
  await writeOrder(tx, ending, {
    ...endOf(ending, kept.pinTarget),
    reason: `Revision ${ending.revision} has no target ${kept.pinTarget}.`,
    kept,
    releases: kept.releases,
  });
}

/** The version is unpublished: what was ordered for it must not hold when it is published again. The version must be locked. */
export async function endOrders(tx: Tx, ending: Ending): Promise<void> {
  const kept = await readKept(tx, ending);
  if (!kept || (kept.pinTarget === null && Object.keys(kept.releases).length === 0)) return;
  const target = kept.pinTarget ?? Object.keys(kept.releases).join(", ");
  const reason = `Unpublished from ${ending.environment.slug}.`;
  await writeOrder(tx, ending, { ...endOf(ending, target), reason, kept, releases: {} });
}

function endOf({ by, requestedAt }: Ending, target: string) {
  return {
    action: "release_pin" as const,
    target,
    requestedById: by.id,
    requestedByName: by.name,
    requestedAt,
  };
}

const AT_ONCE = 100;

/** Ends the pins whose time has come, in an environment. Returns how many. */
export async function expirePins(ctx: Ctx, environment: { id: string; slug: string }): Promise<number> {
  authorise(ctx.actor, "publication.reconcile");
  const due = await ctx.db.control.findMany({
    where: { environmentId: environment.id, pinUntil: { lte: ctx.now } },
    orderBy: [{ pinUntil: "asc" }, { versionId: "asc" }],
    take: AT_ONCE,
    select: { versionId: true },
  });
  let ended = 0;
  for (const { versionId } of due) if (await expirePin(ctx, versionId, environment)) ended += 1;
  return ended;
}

async function expirePin(
  ctx: Ctx,
  versionId: string,
  environment: { id: string; slug: string },
): Promise<boolean> {
  const object = { kind: "version", id: versionId };
  try {
    await change(ctx, { action: "version.release_pin", ...object }, async (tx) => {
      await tx.$queryRaw`SELECT "id" FROM "Version" WHERE "id" = ${versionId} FOR UPDATE`;
      const kept = await readKept(tx, { versionId, environment });
      if (!kept?.pinTarget || !kept.pinUntil || kept.pinUntil > ctx.now)
        throw new AppError("conflict", "Somebody else has changed the pin.");
      const ending = { versionId, environment, by: ctx.actor, requestedAt: ctx.now };
      await writeOrder(tx, ending, {
        ...endOf(ending, kept.pinTarget),
        reason: "The pin's time has come.",
        kept,
        releases: kept.releases,
      });
      const before = { environment: environment.slug, pin: kept.pinTarget, until: kept.pinUntil };
      return { result: undefined, before, after: { environment: environment.slug, reason: "expired" } };
    });
    return true;
  } catch (error) {
    if (error instanceof AppError && error.code === "conflict") return false;
    throw error;
  }
}
