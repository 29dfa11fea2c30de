import { authorise, may } from "#lib/access";
import { change, type Ctx, type Tx } from "#lib/db";
import { AppError } from "#lib/errors";
import { newId } from "#lib/ids";
import { notify } from "#lib/notifications";
import { factsOf } from "./decide-waiver.ts";
import { getWaiver } from "./read-waivers.ts";
import { WAIVER_MAX_DAYS, type AskWaiver, type WaiverDto } from "./schema.ts";

const DAY_MS = 86_400_000;

/**
 * Asks governance to let a rule be broken until a day. By the API's maintainers. `invalid` at the field for an end that has
 * passed or is too far away, `conflict` while the same is asked for or granted for as long.
 */
export async function askWaiver(
  ctx: Ctx,
  { slug, input }: { slug: string; input: AskWaiver },
): Promise<WaiverDto> {
  const api = await ctx.db.api.findUnique({
    where: { slug },
    select: { id: true, name: true, slug: true, teamId: true, visibility: true, grantedTeamIds: true },
  });
  if (!api || !may(ctx.actor, "api.read", api))
    throw new AppError("not_found", `There is no API ${slug} that you can see.`);
  authorise(ctx.actor, "waiver.ask", api);
  const until = endOf(input, ctx.now);
  const id = newId("wvr");
  await change(ctx, { action: "waiver.ask", kind: "waiver", id, teamId: api.teamId }, async (tx) => {
    // One at a time per API, so that of two who ask for the same one is told.
    await tx.$queryRaw`SELECT "id" FROM "Api" WHERE "id" = ${api.id} FOR UPDATE`;
    const { rule, versionId } = await namedIn(tx, api, input);
    await refuseAgain(tx, { apiId: api.id, ruleId: rule.id, versionId, until }, ctx.now);
    const { reason } = input;
    const data = { ruleId: rule.id, apiId: api.id, versionId, reason, until };
    const asked = { askedById: ctx.actor.id, askedByName: ctx.actor.name, askedAt: ctx.now };
    await tx.waiver.create({ data: { id, ...data, ...asked } });
    const facts = { ...factsOf({ id, until, api, rule }), by: ctx.actor.name, note: reason };
    await notify(tx, { kind: "waiver.asked", key: id, facts, now: ctx.now, by: ctx.actor });
    return { result: undefined, after: { ...data, rule: rule.name, version: input.version ?? null } };
  });
  return getWaiver(ctx, id);
}

/** The rule and the version that are meant. Who must approve cannot be waived: for that there is break-glass. */
async function namedIn(tx: Tx, { id: apiId, slug }: { id: string; slug: string }, input: AskWaiver) {
  const rule = await tx.governanceRule.findUnique({
    where: { id: input.rule },
    select: { id: true, name: true, kind: true },
  });
  if (!rule || rule.kind === "approval") return refuseAt("rule", "There is no such rule to waive.");
  if (input.version === undefined) return { rule, versionId: null };
  const version = await tx.version.findFirst({
    where: { apiId, name: input.version },
    select: { id: true },
  });
  if (!version) return refuseAt("version", `${slug} has no version ${input.version}.`);
  return { rule, versionId: version.id };
}

interface Same {
  apiId: string;
  ruleId: string;
  versionId: string | null;
  until: Date;
}

async function refuseAgain(tx: Tx, { until, ...same }: Same, now: Date): Promise<void> {
  const open = await tx.waiver.findFirst({
    where: {
      ...same,
      OR: [
        { state: "asked", until: { gt: now } },
        { state: "granted", until: { gte: until } },
      ],
    },
    select: { state: true },
  });
  if (!open) return;
  const message = open.state === "asked" ? "This is asked for already." : "This is granted already.";
  throw new AppError("conflict", message);
}

function endOf({ until: given }: AskWaiver, now: Date): Date {
  const until = new Date(given);
  if (until <= now) return refuseAt("until", "The end lies ahead.");
  if (until.getTime() - now.getTime() > WAIVER_MAX_DAYS * DAY_MS)
    return refuseAt("until", `A waiver lasts ${WAIVER_MAX_DAYS} days at most.`);
  return until;
}

function refuseAt(field: string, message: string): never {
  throw new AppError("invalid", message, { issues: [{ path: [field], message }] });
}
