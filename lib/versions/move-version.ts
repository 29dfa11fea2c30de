import type { Action } from "#lib/access";
import { change, type Ctx, type Prisma, type Tx } from "#lib/db";
import { AppError } from "#lib/errors";
import { brownoutFault, noticeDue, transition, type LifecycleState } from "#lib/lifecycle";
import { republish } from "#lib/publishing";
import { Brownout } from "#lib/routing/schema";
import { findLife, holdLife, type LifeRow } from "./find-life.ts";
import { getVersionLife } from "./get-version-life.ts";
import { readObstacles } from "./retirement.ts";
import { refuseShortNotice } from "./short-notice.ts";
import { noteTold, tellCallers } from "./tell.ts";
import type { MovedVersion, MoveVersion, VersionLifeParams } from "./schema.ts";

const CAUSES = {
  deprecate: "It was deprecated.",
  restore: "Its deprecation was undone.",
  retire: "It was retired.",
  block: "It was blocked.",
  unblock: "It was unblocked.",
} as const;

const KINDS = {
  deprecate: "version.deprecated",
  restore: "version.restored",
  retire: "version.retired",
  block: "version.blocked",
  unblock: "version.unblocked",
} as const;

/**
 * Moves a version on in its life: its callers' teams are told, and its documents are written again wherever it is served.
 * Throws `stale` when the life is not the one that was looked at, `conflict` when its state does not allow the move, with
 * `obstacles` when something stands in the way of retiring it; `invalid` at the field for a sunset that has passed or a
 * successor that cannot be.
 */
export async function moveVersion(
  ctx: Ctx,
  at: VersionLifeParams,
  input: MoveVersion,
): Promise<MovedVersion> {
  const found = await findLife(ctx, at, `version.${input.action}` satisfies Action);
  const deed = {
    action: `version.${input.action}` satisfies Action,
    kind: "version",
    id: found.id,
    teamId: found.api.teamId,
    visibility: found.api.visibility,
    grantedTeamIds: found.api.grantedTeamIds,
  };
  const publications = await change(ctx, deed, async (tx) => {
    const version = await holdLife(tx, found.id);
    const to = decide(version, input);
    if (input.action === "retire") await refuseWhileRelied(tx, ctx, version);
    if (input.action === "deprecate") await refuseShortNotice(tx, ctx, { version, sunsetAt: input.sunsetAt });
    const data = await dataOf(tx, ctx, { version, input, to });
    await tx.version.update({ where: { id: version.id }, data, select: { id: true } });
    const published = await republish(tx, {
      versionId: version.id,
      cause: CAUSES[input.action],
      requestedById: ctx.actor.id,
      requestedAt: version.requestedAt,
    });
    const moved = await holdLife(tx, found.id);
    if (input.action === "deprecate") await noteTold(tx, version.id, { now: ctx.now, daysAhead: null });
    if (input.action === "restore") await tx.sunsetNotice.deleteMany({ where: { versionId: version.id } });
    const key = String(moved.lifecycleEtag);
    await tellCallers(tx, KINDS[input.action], { version: moved, key, now: ctx.now, by: ctx.actor });
    const { action: _action, etag: _etag, ...said } = input;
    const before = { stage: version.stage, isBlocked: version.blockedAt !== null };
    return { result: published, before, after: { ...to, ...said } };
  });
  return { ...(await getVersionLife(ctx, at)), publications };
}

function decide(version: LifeRow, input: MoveVersion): LifecycleState {
  if (version.lifecycleEtag !== input.etag)
    throw new AppError("stale", "Somebody else moved this version meanwhile. Look at it again.", {
      details: { etag: version.lifecycleEtag },
    });
  const moved = transition({ stage: version.stage, isBlocked: version.blockedAt !== null }, input.action);
  if (!moved.ok) throw new AppError("conflict", moved.reason);
  return moved.to;
}

async function refuseWhileRelied(tx: Tx, ctx: Ctx, version: LifeRow): Promise<void> {
  const obstacles = await readObstacles(tx, version, ctx);
  if (obstacles.length === 0) return;
  const message = obstacles.map((one) => one.message).join(" ");
  throw new AppError("conflict", message, { details: { obstacles } });
}

interface Moving {
  version: LifeRow;
  input: MoveVersion;
  to: LifecycleState;
}

async function dataOf(
  tx: Tx,
  ctx: Ctx,
  { version, input, to }: Moving,
): Promise<Prisma.VersionUncheckedUpdateInput> {
  const next = { stage: to.stage, lifecycleEtag: { increment: 1 } };
  switch (input.action) {
    case "deprecate":
      return { ...next, ...(await announced(tx, ctx, { version, input })) };
    case "restore":
      return {
        ...next,
        deprecatedAt: null,
        sunsetAt: null,
        noticeGivenDays: null,
        successorId: null,
        deprecationNote: "",
        brownouts: [],
      };
    case "retire":
      return { ...next, retiredAt: ctx.now, blockedAt: null, blockedReason: "", blockedByName: "" };
    case "block":
      return { ...next, blockedAt: ctx.now, blockedReason: input.reason, blockedByName: ctx.actor.name };
    case "unblock":
      return { ...next, blockedAt: null, blockedReason: "", blockedByName: "" };
  }
}

async function announced(
  tx: Tx,
  { now }: Ctx,
  { version, input }: { version: LifeRow; input: Extract<MoveVersion, { action: "deprecate" }> },
): Promise<Prisma.VersionUncheckedUpdateInput> {
  const { sunsetAt, successor, note, brownouts } = input;
  if (sunsetAt !== undefined && Date.parse(sunsetAt) <= now.getTime())
    return refuseAt(["sunsetAt"], "The end lies ahead: callers need time to move.");
  const planned = brownouts.map(({ from, until }) => ({
    fromMs: Date.parse(from),
    untilMs: Date.parse(until),
  }));
  const fault = brownoutFault({
    planned,
    announced: Brownout.array().parse(version.brownouts),
    sunsetAtMs: sunsetAt === undefined ? undefined : Date.parse(sunsetAt),
    nowMs: now.getTime(),
  });
  if (fault) return refuseAt(["brownouts", fault.at, fault.member], fault.message);
  return {
    deprecatedAt: version.deprecatedAt ?? now,
    sunsetAt: sunsetAt === undefined ? null : new Date(sunsetAt),
    // Who is told of the end now is not told again for a threshold that has passed already.
    noticeGivenDays:
      sunsetAt === undefined ? null : (noticeDue(Date.parse(sunsetAt), undefined, now.getTime()) ?? null),
    successorId: successor === undefined ? null : await findSuccessor(tx, version, successor),
    deprecationNote: note,
    brownouts: planned,
  };
}

/** Every caller reads its name, so it is of the same API or of one that everybody may see. */
async function findSuccessor(
  tx: Tx,
  version: LifeRow,
  { slug, version: name }: { slug: string; version: string },
): Promise<string> {
  const next = await tx.version.findFirst({
    where: { name, api: { slug, OR: [{ id: version.api.id }, { visibility: "public" }] } },
    select: { id: true, stage: true },
  });
  if (!next)
    return refuseAt(
      ["successor"],
      `There is no version ${name} of ${slug} that every caller of this one could see.`,
    );
  if (next.id === version.id) return refuseAt(["successor"], "A version does not succeed itself.");
  if (next.stage === "retired") return refuseAt(["successor"], `${slug} ${name} is retired itself.`);
  return next.id;
}

function refuseAt(path: (string | number)[], message: string): never {
  throw new AppError("invalid", message, { issues: [{ path, message }] });
}
