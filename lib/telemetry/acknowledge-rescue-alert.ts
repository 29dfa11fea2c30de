import { authorise, may } from "#lib/access";
import { change, type Ctx } from "#lib/db";
import { AppError } from "#lib/errors";
import { RESCUE_ALERT_FIELDS, toRescueAlert } from "./rescue-alert-row.ts";
import type { RescueAlertDto, RescueAlertParams } from "./schema.ts";

/**
 * Somebody has seen that a primary answers nothing, and looks after it. Throws `not_found` where the reader sees no such alert,
 * `conflict` where it is over or another was faster.
 */
export async function acknowledgeRescueAlert(ctx: Ctx, { id }: RescueAlertParams): Promise<RescueAlertDto> {
  const alert = await ctx.db.rescueAlert.findUnique({
    where: { id },
    select: {
      versionId: true,
      primaryTarget: true,
      environment: { select: { slug: true } },
      version: { select: { api: { select: { teamId: true, visibility: true, grantedTeamIds: true } } } },
    },
  });
  const subject = alert?.version.api;
  if (!alert || !subject || !may(ctx.actor, "api.read", subject))
    throw new AppError("not_found", "There is no such alert that you can see.");
  authorise(ctx.actor, "rescue.acknowledge", subject);
  const of = { action: "rescue.acknowledge", kind: "version", id: alert.versionId, ...subject } as const;
  return change(ctx, of, async (tx) => {
    const { count } = await tx.rescueAlert.updateMany({
      where: { id, endedAt: null, acknowledgedAt: null },
      data: { acknowledgedAt: ctx.now, acknowledgedByName: ctx.actor.name },
    });
    const row = await tx.rescueAlert.findUniqueOrThrow({ where: { id }, select: RESCUE_ALERT_FIELDS });
    if (count === 0) {
      const why = row.acknowledgedByName
        ? `${row.acknowledgedByName} has acknowledged this alert already.`
        : "This alert is over.";
      throw new AppError("conflict", why);
    }
    const { primaryTarget, environment } = alert;
    const after = { environment: environment.slug, primaryTarget, acknowledgedBy: ctx.actor.name };
    return { result: toRescueAlert(row), after };
  });
}
