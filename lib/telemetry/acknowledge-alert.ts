import { authorise, may } from "#lib/access";
import { change, type Ctx } from "#lib/db";
import { AppError } from "#lib/errors";
import { getIncident } from "./get-incident.ts";
import type { IncidentDetail, IncidentParams } from "./schema.ts";

/** Somebody has seen the alert and looks after it. Throws `conflict` where there is none, it is over, or another was faster. */
export async function acknowledgeAlert(ctx: Ctx, { id }: IncidentParams): Promise<IncidentDetail> {
  const incident = await ctx.db.incident.findUnique({
    where: { id },
    select: {
      version: { select: { api: { select: { teamId: true, visibility: true, grantedTeamIds: true } } } },
    },
  });
  const subject = incident?.version.api;
  if (!subject || !may(ctx.actor, "api.read", subject))
    throw new AppError("not_found", "There is no such incident that you can see.");
  authorise(ctx.actor, "incident.acknowledge", subject);
  await change(ctx, { action: "incident.acknowledge", kind: "incident", id, ...subject }, async (tx) => {
    const { count } = await tx.incident.updateMany({
      where: { id, alertedAt: { not: null }, closedAt: null, acknowledgedAt: null },
      data: { acknowledgedAt: ctx.now, acknowledgedByName: ctx.actor.name },
    });
    if (count === 0) {
      const now = await tx.incident.findUnique({
        where: { id },
        select: { closedAt: true, acknowledgedByName: true },
      });
      throw new AppError("conflict", whyNot(now));
    }
    return { result: undefined, after: { acknowledgedBy: ctx.actor.name } };
  });
  return getIncident(ctx, { id });
}

function whyNot(now: { closedAt: Date | null; acknowledgedByName: string | null } | null): string {
  if (now?.acknowledgedByName) return `${now.acknowledgedByName} has acknowledged this alert already.`;
  return now?.closedAt
    ? "The incident is over, and its alert with it."
    : "This incident has raised no alert.";
}
