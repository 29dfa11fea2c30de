import { authorise } from "#lib/access";
import { change, type Ctx, type Prisma, type Tx } from "#lib/db";
import { AppError } from "#lib/errors";
import { notify } from "#lib/notifications";
import { readAll } from "#lib/paging";
import { alertStep } from "./alert-rule.ts";
import { readAlertSetting } from "./alert-settings.ts";
import { endOf } from "./incident-row.ts";

const AT_ONCE = 200;

const FIELDS = {
  id: true,
  openedAt: true,
  closedAt: true,
  closedBy: true,
  alertedAt: true,
  alertEndedAt: true,
  servingTarget: true,
  primaryTarget: true,
  environment: { select: { slug: true } },
  version: {
    select: {
      name: true,
      api: {
        select: {
          slug: true,
          name: true,
          teamId: true,
          visibility: true,
          grantedTeamIds: true,
          fallbackAlertMinutes: true,
        },
      },
    },
  },
} as const satisfies Prisma.IncidentSelect;

/**
 * Raises the alert of every incident of an environment that has been open for too long, and ends those whose incident is over.
 * Once per incident. Each leaves an audit entry (`incident.alert`, `incident.alert_end`) and tells the API's team and who is on call.
 * Returns how many steps were taken.
 */
export async function evaluateAlerts(ctx: Ctx, environmentId: string): Promise<number> {
  authorise(ctx.actor, "incident.alert");
  const { fallbackMinutes } = await readAlertSetting(ctx.db);
  let taken = 0;
  for await (const row of readAll<Row>(AT_ONCE, (after) => readOpen(ctx, environmentId, after))) {
    const afterMinutes = row.version.api.fallbackAlertMinutes ?? fallbackMinutes;
    const step = alertStep(row, afterMinutes, ctx.now);
    if (step !== undefined && (await take(ctx, { step, row, afterMinutes }))) taken += 1;
  }
  return taken;
}

function readOpen({ db }: Ctx, environmentId: string, after: Row | undefined): Promise<Row[]> {
  return db.incident.findMany({
    where: {
      environmentId,
      OR: [
        { closedAt: null, alertedAt: null },
        { closedAt: { not: null }, alertedAt: { not: null }, alertEndedAt: null },
      ],
      ...(after ? { id: { gt: after.id } } : {}),
    },
    orderBy: { id: "asc" },
    take: AT_ONCE,
    select: FIELDS,
  });
}

type Row = Prisma.IncidentGetPayload<{ select: typeof FIELDS }>;

/** What the event says: enough for whoever is told, without asking back. */
function factsOf(row: Row) {
  const { servingTarget, primaryTarget, openedAt, environment, version } = row;
  const of = { api: version.api.slug, version: version.name, environment: environment.slug };
  const closedBy = endOf(row.closedBy);
  return { ...of, servingTarget, primaryTarget, openedAt, ...(closedBy && { closedBy }) };
}

async function take(
  ctx: Ctx,
  { step, row, afterMinutes }: { step: "raise" | "end"; row: Row; afterMinutes: number },
): Promise<boolean> {
  const action = step === "raise" ? "incident.alert" : "incident.alert_end";
  try {
    await change(ctx, { action, kind: "incident", id: row.id }, async (tx) => {
      const { count } =
        step === "raise"
          ? await tx.incident.updateMany({
              where: { id: row.id, alertedAt: null, closedAt: null },
              data: { alertedAt: ctx.now, alertAfterMinutes: afterMinutes },
            })
          : await tx.incident.updateMany({
              where: { id: row.id, alertEndedAt: null, closedAt: { not: null } },
              data: { alertEndedAt: ctx.now },
            });
      if (count === 0) throw new AppError("conflict", "The incident has changed meanwhile.");
      await tell(tx, { step, row, afterMinutes, now: ctx.now });
      return { result: undefined, after: { ...factsOf(row), afterMinutes } };
    });
    return true;
  } catch (error) {
    if (error instanceof AppError && error.code === "conflict") return false;
    throw error;
  }
}

interface Step {
  step: "raise" | "end";
  row: Row;
  afterMinutes: number;
  now: Date;
}

async function tell(tx: Tx, { step, row, afterMinutes, now }: Step): Promise<void> {
  const { api } = row.version;
  const facts = {
    ...factsOf(row),
    incidentId: row.id,
    apiName: api.name,
    openedAt: row.openedAt.toISOString(),
    ownerTeamId: api.teamId,
    seenBy: api.visibility === "restricted" ? [api.teamId, ...api.grantedTeamIds] : [api.teamId],
    isPublic: api.visibility === "public",
  };
  if (step === "raise")
    await notify(tx, { kind: "incident.alert", key: row.id, now, facts: { ...facts, afterMinutes } });
  // Who was told that its gateways are lost is told of its true end as well.
  else await notify(tx, { kind: "incident.alert_end", key: `${row.id}:${row.closedBy ?? ""}`, now, facts });
}
