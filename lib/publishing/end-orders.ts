import { authorise } from "#lib/access";
import { change, type Ctx, type Tx } from "#lib/db";
import { AppError } from "#lib/errors";
import { readKept, writeOrder, type KeptControl } from "./write-order.ts";

interface Environment {
  id: string;
  slug: string;
}

interface Ending {
  versionId: string;
  environment: Environment;
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
export async function expirePins(ctx: Ctx, environment: Environment): Promise<number> {
  authorise(ctx.actor, "publication.reconcile");
  const due = await ctx.db.control.findMany({
    where: { environmentId: environment.id, pinUntil: { lte: ctx.now } },
    orderBy: [{ pinUntil: "asc" }, { versionId: "asc" }],
    take: AT_ONCE,
    select: { versionId: true },
  });
  return endPins(ctx, environment, {
    due,
    why: "expired",
    reasonOf: async (_tx, { pinUntil }) =>
      pinUntil && pinUntil <= ctx.now ? "The pin's time has come." : undefined,
  });
}

/**
 * Ends the pins on targets that the written chains have no longer, in an environment: another API's team has renamed or taken
 * out its target, or that API is blocked. Returns how many.
 */
export async function endLostPins(ctx: Ctx, environment: Environment): Promise<number> {
  authorise(ctx.actor, "publication.reconcile");
  const due = await readLost(ctx.db, environment.id);
  return endPins(ctx, environment, {
    due,
    why: "lost",
    reasonOf: async (tx, { pinTarget }, versionId) => {
      const [lost] = await readLost(tx, environment.id, versionId);
      return lost && `The chain has no target ${pinTarget} any more.`;
    },
  });
}

/** While something else is wanted, its chain may have the target. */
function readLost(
  db: Pick<Tx, "$queryRaw">,
  environmentId: string,
  versionId?: string,
): Promise<{ versionId: string }[]> {
  return db.$queryRaw<{ versionId: string }[]>`
    SELECT c."versionId" FROM "Control" c
    JOIN "Deployment" d ON d."versionId" = c."versionId" AND d."environmentId" = c."environmentId"
    WHERE c."environmentId" = ${environmentId} AND c."pinTarget" IS NOT NULL
      AND (${versionId ?? null}::text IS NULL OR c."versionId" = ${versionId ?? null})
      AND NOT d."pending" AND d."writtenChain" IS NOT NULL
      AND NOT d."writtenChain" @> jsonb_build_array(jsonb_build_object('id', c."pinTarget"))
    ORDER BY c."versionId" LIMIT ${AT_ONCE}`;
}

interface Endings {
  due: { versionId: string }[];
  /** For the audit entry. */
  why: "expired" | "lost";
  /** Asked again once the version is locked; undefined: the pin stays. */
  reasonOf(tx: Tx, kept: KeptControl, versionId: string): Promise<string | undefined>;
}

async function endPins(ctx: Ctx, environment: Environment, endings: Endings): Promise<number> {
  let ended = 0;
  for (const { versionId } of endings.due)
    if (await endPin(ctx, { versionId, environment }, endings)) ended += 1;
  return ended;
}

async function endPin(
  ctx: Ctx,
  { versionId, environment }: { versionId: string; environment: Environment },
  { why, reasonOf }: Endings,
): Promise<boolean> {
  const object = { kind: "version", id: versionId };
  try {
    await change(ctx, { action: "version.release_pin", ...object }, async (tx) => {
      await tx.$queryRaw`SELECT "id" FROM "Version" WHERE "id" = ${versionId} FOR UPDATE`;
      const kept = await readKept(tx, { versionId, environment });
      const reason = kept?.pinTarget ? await reasonOf(tx, kept, versionId) : undefined;
      if (!kept?.pinTarget || reason === undefined)
        throw new AppError("conflict", "Somebody else has changed the pin.");
      const ending = { versionId, environment, by: ctx.actor, requestedAt: ctx.now };
      await writeOrder(tx, ending, {
        ...endOf(ending, kept.pinTarget),
        reason,
        kept,
        releases: kept.releases,
      });
      const before = { environment: environment.slug, pin: kept.pinTarget, until: kept.pinUntil };
      return { result: undefined, before, after: { environment: environment.slug, reason: why } };
    });
    return true;
  } catch (error) {
    if (error instanceof AppError && error.code === "conflict") return false;
    throw error;
  }
}
