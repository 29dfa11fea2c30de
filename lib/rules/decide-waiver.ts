import { change, type Ctx } from "#lib/db";
import { AppError } from "#lib/errors";
import { notify } from "#lib/notifications";
import { enqueueJudgement } from "./enqueue-judgement.ts";
import { findWaiver, getWaiver, stateOf, type WaiverRow } from "./read-waivers.ts";
import type { DecideWaiver, WaiverDto } from "./schema.ts";

/** What leads where, and from where. */
const DECISIONS = {
  grant: { from: "asked", to: "granted" },
  refuse: { from: "asked", to: "refused" },
  withdraw: { from: "asked", to: "withdrawn" },
  revoke: { from: "granted", to: "revoked" },
} as const;

/**
 * Grants (by governance, but never by who asked for it), refuses, revokes or withdraws (by the API's maintainers) a waiver.
 * Throws `stale` when it is not as it was looked at, `conflict` when it has been decided or its end has passed, `invalid` for a
 * refusal without a reason.
 */
export async function decideWaiver(
  ctx: Ctx,
  { id, input }: { id: string; input: DecideWaiver },
): Promise<WaiverDto> {
  const waiver = await findWaiver(ctx, id);
  const { decision, etag, note } = input;
  const { from, to } = DECISIONS[decision];
  const deed = {
    action: `waiver.${decision}`,
    kind: "waiver",
    id,
    teamId: waiver.api.teamId,
    userId: waiver.askedById,
  } as const;
  await change(ctx, deed, async (tx) => {
    refuseUnfit(waiver, input, ctx.now);
    const { count } = await tx.waiver.updateMany({
      where: { id, state: from, etag, until: { gt: ctx.now } },
      data: {
        state: to,
        decidedById: ctx.actor.id,
        decidedByName: ctx.actor.name,
        decidedAt: ctx.now,
        decisionNote: note,
        etag: { increment: 1 },
      },
    });
    if (count !== 1) throw new AppError("stale", "Somebody else decided this meanwhile. Look at it again.");
    if (decision !== "withdraw") {
      await enqueueJudgement(tx, { apiId: waiver.apiId, now: ctx.now });
      const facts = { ...factsOf(waiver), decision: to, by: ctx.actor.name, note };
      await notify(tx, { kind: "waiver.decided", key: `${id}:${etag}`, facts, now: ctx.now, by: ctx.actor });
    }
    return { result: undefined, before: { state: from }, after: { state: to, note, rule: waiver.rule.name } };
  });
  return getWaiver(ctx, id);
}

function refuseUnfit(waiver: WaiverRow, { decision, etag, note }: DecideWaiver, now: Date): void {
  const state = stateOf(waiver, now);
  if (waiver.etag !== etag)
    throw new AppError("stale", "Somebody else decided this meanwhile. Look at it again.", {
      details: { etag: waiver.etag },
    });
  if (state !== DECISIONS[decision].from || waiver.until <= now)
    throw new AppError("conflict", state === "asked" ? "Its end has passed. Ask anew." : `It is ${state}.`);
  if ((decision === "refuse" || decision === "revoke") && note === "") {
    const message = "Say why: whoever asked reads it.";
    throw new AppError("invalid", message, { issues: [{ path: ["note"], message }] });
  }
}

export function factsOf(
  waiver: Pick<WaiverRow, "id" | "until"> & { api: WaiverRow["api"]; rule: { name: string } },
) {
  return {
    waiverId: waiver.id,
    api: waiver.api.slug,
    apiName: waiver.api.name,
    ownerTeamId: waiver.api.teamId,
    rule: waiver.rule.name,
    until: waiver.until.toISOString().slice(0, 10),
  };
}
