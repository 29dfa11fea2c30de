import { change, type Ctx } from "#lib/db";
import { AppError } from "#lib/errors";
import { notify } from "#lib/notifications";
import { move } from "./move.ts";
import { findTransfer, readTransfer } from "./read-transfers.ts";
import type { DecideTransfer, Transfer } from "./schema.ts";

const DECISIONS = {
  accept: { action: "transfer.accept", state: "accepted", side: "toTeamId" },
  decline: { action: "transfer.decline", state: "declined", side: "toTeamId" },
  withdraw: { action: "transfer.withdraw", state: "withdrawn", side: "fromTeamId" },
} as const;

/**
 * Accepts or declines (an owner of the receiving team) or withdraws (one of the giving team) an offer. Throws `not_found`,
 * `forbidden`, and `conflict` when it has been decided.
 */
export async function decideTransfer(ctx: Ctx, input: DecideTransfer & { id: string }): Promise<Transfer> {
  const { id, decision } = input;
  const transfer = await findTransfer(ctx, id);
  const { action, state, side } = DECISIONS[decision];
  const { objectId, kind, fromTeamId, toTeamId } = transfer;
  await change(ctx, { action, kind: "transfer", id, teamId: transfer[side] }, async (tx) => {
    const { count } = await tx.transfer.updateMany({
      where: { id, state: "pending" },
      data: { state, decidedByName: ctx.actor.name, decidedAt: ctx.now },
    });
    if (count !== 1) throw new AppError("conflict", "This has been decided already.");
    if (state === "accepted") await move(tx, { kind, objectId, fromTeamId, toTeamId, now: ctx.now });
    const facts = {
      transferId: id,
      kind: kind === "api" ? "API" : "application",
      name: transfer.object?.name ?? "",
      fromTeamId,
      fromTeamName: transfer.from.name,
      toTeamId,
      toTeam: transfer.to.slug,
      toTeamName: transfer.to.name,
      note: transfer.note,
      by: ctx.actor.name,
      decision: state,
    };
    await notify(tx, { kind: "transfer.decided", key: id, facts, now: ctx.now, by: ctx.actor });
    return {
      result: undefined,
      before: { state: "pending" },
      after: { state, kind, objectId, fromTeamId, toTeamId },
    };
  });
  return readTransfer(ctx, id);
}
