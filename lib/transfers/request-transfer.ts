import { authorise, may } from "#lib/access";
import { change, type Ctx, type Tx } from "#lib/db";
import { AppError } from "#lib/errors";
import { newId } from "#lib/ids";
import { notify } from "#lib/notifications";
import { move } from "./move.ts";
import { readTransfer } from "./read-transfers.ts";
import type { RequestTransfer, Transfer } from "./schema.ts";

interface Belonging {
  id: string;
  name: string;
  team: { id: string; name: string };
}

/**
 * Offers an API or an application to another team. It moves when an owner there accepts; at once when whoever offers it may
 * accept, too. Throws `not_found`, `invalid` at `team`, `conflict` while it is offered to somebody already.
 */
export async function requestTransfer(ctx: Ctx, input: RequestTransfer): Promise<Transfer> {
  const belonging = await findBelonging(ctx, input);
  const { team: from } = belonging;
  const action = input.kind === "api" ? "api.transfer" : "application.transfer";
  authorise(ctx.actor, action, { teamId: from.id });
  const to = await findReceiver(ctx, input.team, from.id);
  const isAccepted = may(ctx.actor, "transfer.accept", { teamId: to.id });
  const id = newId("trf");
  const deed = { action, kind: input.kind, id: belonging.id, teamId: from.id } as const;
  await change(ctx, deed, async (tx) => {
    await refuseSecondOffer(tx, belonging.id);
    const moved = { kind: input.kind, objectId: belonging.id, fromTeamId: from.id, toTeamId: to.id };
    const decided = { state: "accepted", decidedByName: ctx.actor.name, decidedAt: ctx.now } as const;
    await tx.transfer.create({
      data: {
        id,
        ...moved,
        note: input.note,
        requestedById: ctx.actor.id,
        requestedByName: ctx.actor.name,
        requestedAt: ctx.now,
        ...(isAccepted ? decided : {}),
      },
      select: { id: true },
    });
    if (isAccepted) await move(tx, { ...moved, now: ctx.now });
    else {
      const facts = {
        transferId: id,
        kind: input.kind === "api" ? "API" : "application",
        name: belonging.name,
        fromTeamId: from.id,
        fromTeamName: from.name,
        toTeamId: to.id,
        toTeam: input.team,
        toTeamName: to.name,
        note: input.note,
        by: ctx.actor.name,
      };
      await notify(tx, { kind: "transfer.requested", key: id, facts, now: ctx.now, by: ctx.actor });
    }
    const state = isAccepted ? "accepted" : "pending";
    return { result: undefined, after: { transfer: id, to: input.team, state, note: input.note } };
  });
  return readTransfer(ctx, id);
}

async function findBelonging(ctx: Ctx, { kind, slug }: RequestTransfer): Promise<Belonging> {
  const team = { select: { id: true, name: true } };
  const found =
    kind === "api"
      ? await ctx.db.api.findUnique({
          where: { slug },
          select: { id: true, name: true, visibility: true, teamId: true, team },
        })
      : await ctx.db.application.findFirst({
          where: { slug, deletedAt: null },
          select: { id: true, name: true, teamId: true, team },
        });
  const reading = kind === "api" ? "api.read" : "application.read";
  if (found && may(ctx.actor, reading, found)) return found;
  throw new AppError(
    "not_found",
    `There is no ${kind === "api" ? "API" : "application"} ${slug} that you can see.`,
  );
}

async function findReceiver(
  ctx: Ctx,
  slug: string,
  fromTeamId: string,
): Promise<{ id: string; name: string }> {
  const team = await ctx.db.team.findUnique({ where: { slug }, select: { id: true, name: true } });
  const message = team ? "It belongs to this team already." : `There is no team ${slug}.`;
  if (team && team.id !== fromTeamId) return team;
  throw new AppError("invalid", message, { issues: [{ path: ["team"], message }] });
}

/** One offer at a time; two at once wait for each other. */
async function refuseSecondOffer(tx: Tx, objectId: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`transfer ${objectId}`}, 0))`;
  const pending = await tx.transfer.count({ where: { objectId, state: "pending" } });
  if (pending > 0)
    throw new AppError("conflict", "It is offered to a team already. Withdraw that offer first.");
}
