import { authorise } from "#lib/access";
import { change, type Ctx, type Tx } from "#lib/db";
import { AppError } from "#lib/errors";
import { newId } from "#lib/ids";
import { notify } from "#lib/notifications";
import { readAll } from "#lib/paging";
import { readAlertSetting } from "./alert-settings.ts";
import { lockIncidents } from "./merge-incidents.ts";
import { AT_ONCE, readSilentPrimaries, type SilentPrimary, type Which } from "./read-silent-primaries.ts";
import { rescueAlertStep } from "./rescue-alert-rule.ts";

/**
 * Raises and ends the alerts of an environment's versions whose primary answers nothing, though too seldom asked for an
 * incident to open. Each leaves an audit entry (`rescue.alert`, `rescue.alert_end`) and tells the API's team and who is on
 * call. Returns how many steps were taken.
 */
export async function evaluateRescueAlerts(ctx: Ctx, environmentId: string): Promise<number> {
  authorise(ctx.actor, "rescue.alert");
  const { fallbackMinutes } = await readAlertSetting(ctx.db);
  let taken = 0;
  const which = { environmentId, fallbackMinutes, now: ctx.now };
  const read = (after: SilentPrimary | undefined) =>
    readSilentPrimaries(ctx.db, { ...which, after: after?.id });
  for await (const row of readAll(AT_ONCE, read)) if (await take(ctx, row, which)) taken += 1;
  return taken;
}

function stepOf({ now }: Ctx, row: SilentPrimary): "raise" | "end" | undefined {
  const { alertPrimary, raisedAt } = row;
  const alert = raisedAt && alertPrimary !== null ? { raisedAt, primaryTarget: alertPrimary } : null;
  return rescueAlertStep({ ...row, alert }, now);
}

async function take(ctx: Ctx, row: SilentPrimary, which: Which): Promise<boolean> {
  const step = stepOf(ctx, row);
  if (step === undefined) return false;
  const action = step === "raise" ? "rescue.alert" : "rescue.alert_end";
  try {
    await change(ctx, { action, kind: "version", id: row.id }, async (tx) => {
      await lockIncidents(tx, which.environmentId);
      const [present] = await readSilentPrimaries(tx, { ...which, only: row.id });
      if (!present || stepOf(ctx, present) !== step)
        throw new AppError("conflict", "Something has changed meanwhile.");
      const after = step === "raise" ? await raise(tx, which, present) : await end(tx, ctx.now, present);
      return { result: undefined, after };
    });
    return true;
  } catch (error) {
    if (error instanceof AppError && error.code === "conflict") return false;
    throw error;
  }
}

async function raise(tx: Tx, { environmentId, now }: Which, row: SilentPrimary) {
  const { id: versionId, primaryTarget, firstRescuedAt, afterMinutes } = row;
  const id = newId("rsa");
  const of = { id, versionId, environmentId, primaryTarget: primaryTarget ?? "", afterMinutes };
  await tx.rescueAlert.create({ data: { ...of, rescuedSince: firstRescuedAt ?? now, raisedAt: now } });
  const facts = { ...factsOf(row, of.primaryTarget), rescued: row.rescued, afterMinutes };
  const since = (firstRescuedAt ?? now).toISOString();
  const told = { ...facts, ...seersOf(row), alertId: id, since };
  await notify(tx, { key: id, now, kind: "rescue.alert", facts: told });
  return { ...facts, since };
}

async function end(tx: Tx, now: Date, row: SilentPrimary) {
  const id = row.alertId ?? "";
  await tx.rescueAlert.updateMany({ where: { id, endedAt: null }, data: { endedAt: now } });
  const hasRecovered = row.primaryTarget === row.alertPrimary;
  const facts = { ...factsOf(row, row.alertPrimary ?? ""), hasRecovered };
  await notify(tx, { key: id, now, kind: "rescue.alert_end", facts: { ...facts, ...seersOf(row) } });
  return facts;
}

function factsOf({ slug, name, environment }: SilentPrimary, primaryTarget: string) {
  return { api: slug, version: name, environment, primaryTarget };
}

function seersOf({ apiName, teamId, visibility, grantedTeamIds }: SilentPrimary) {
  return {
    apiName,
    ownerTeamId: teamId,
    seenBy: visibility === "restricted" ? [teamId, ...grantedTeamIds] : [teamId],
    isPublic: visibility === "public",
  };
}
