import { change, type Ctx } from "#lib/db";
import { notify } from "#lib/notifications";
import { factsOf } from "./decide-waiver.ts";

const DAYS_AHEAD = [14, 3, 0] as const;
const DAY_MS = 86_400_000;
const PER_RUN = 200;

/** Tells the teams of APIs whose waivers end within 14 and 3 days, and when one has ended. Each is told once. */
export async function remindOfWaivers(ctx: Ctx): Promise<number> {
  let told = 0;
  for (const days of [...DAYS_AHEAD].toReversed()) told += await remind(ctx, days);
  return told;
}

async function remind(ctx: Ctx, days: (typeof DAYS_AHEAD)[number]): Promise<number> {
  const due = await ctx.db.waiver.findMany({
    where: {
      state: "granted",
      until: { lte: new Date(ctx.now.getTime() + days * DAY_MS) },
      OR: [{ toldDaysAhead: null }, { toldDaysAhead: { gt: days } }],
    },
    select: {
      id: true,
      until: true,
      rule: { select: { name: true } },
      api: { select: { slug: true, name: true, teamId: true, visibility: true, grantedTeamIds: true } },
    },
    orderBy: [{ until: "asc" }, { id: "asc" }],
    take: PER_RUN,
  });
  for (const waiver of due) {
    const deed = {
      action: "waiver.remind",
      kind: "waiver",
      id: waiver.id,
      teamId: waiver.api.teamId,
    } as const;
    await change(ctx, deed, async (tx) => {
      await tx.waiver.update({
        where: { id: waiver.id },
        data: { toldDaysAhead: days },
        select: { id: true },
      });
      const kind = waiver.until <= ctx.now ? "waiver.expired" : "waiver.expiring";
      const key = `${waiver.id}:${days}`;
      await notify(tx, { kind, key, facts: factsOf(waiver), now: ctx.now, by: ctx.actor });
      return { result: undefined, after: { days, until: waiver.until.toISOString() } };
    });
  }
  return due.length;
}
