import { authorise } from "#lib/access";
import { change, type Ctx, type Prisma, type Tx } from "#lib/db";
import { AppError } from "#lib/errors";
import { ApprovalParams, ruleKind } from "#lib/governance";
import { newId } from "#lib/ids";
import { refuseUnusableRuleset } from "./check-ruleset.ts";
import { refuseUnknownScope } from "./check-scope.ts";
import { enqueueJudgement } from "./enqueue-judgement.ts";
import { getRule } from "./list-rules.ts";
import { RULES_MAX } from "./read-rules.ts";
import type { ChangeRule, CreateRule, RuleDto } from "./schema.ts";

/**
 * Sets a rule: it counts from now on, everywhere. `invalid` at the field for parameters that its kind does not know; `conflict`
 * where there are as many as can be judged.
 */
export async function createRule(ctx: Ctx, input: CreateRule): Promise<RuleDto> {
  authorise(ctx.actor, "rule.create");
  await refuseUnusableRuleset(input.kind, input.params);
  const id = newId("rule");
  await change(ctx, { action: "rule.create", kind: "rule", id }, async (tx) => {
    const { name, kind, severity, enabled, scope } = input;
    const params = checkedParams(kind, input.params);
    const data = { id, name, kind, severity, enabled, params, scope };
    const dates = { createdByName: ctx.actor.name, createdAt: ctx.now, updatedAt: ctx.now };
    await refuseTooMany(tx);
    await refuseUnknownScope(tx, scope);
    await tx.governanceRule.create({ data: { ...data, ...dates } });
    await enqueueJudgement(tx, { now: ctx.now });
    return { result: undefined, after: data };
  });
  return getRule(ctx, id);
}

/** One that is not read would judge nothing, unseen. Two set at once wait for each other. */
async function refuseTooMany(tx: Tx): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('rules', 0))`;
  if ((await tx.governanceRule.count()) < RULES_MAX) return;
  throw new AppError(
    "conflict",
    `There are ${RULES_MAX} rules, which is as many as are judged. Delete one first.`,
  );
}

/** Changes a rule. Throws `stale` when somebody else has meanwhile. */
export async function updateRule(
  ctx: Ctx,
  { id, changes }: { id: string; changes: ChangeRule },
): Promise<RuleDto> {
  authorise(ctx.actor, "rule.update");
  await refuseUnusableChange(ctx, id, changes);
  await change(ctx, { action: "rule.update", kind: "rule", id }, async (tx) => {
    const before = await tx.governanceRule.findUnique({ where: { id } });
    if (!before) throw new AppError("not_found", "There is no such rule.");
    const { etag, params, ...given } = changes;
    if (given.scope) await refuseUnknownScope(tx, given.scope);
    const data: Prisma.GovernanceRuleUpdateInput = {
      ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
      ...(params === undefined ? {} : { params: checkedParams(before.kind, params) }),
      etag: { increment: 1 },
      updatedAt: ctx.now,
    };
    const { count } = await tx.governanceRule.updateMany({ where: { id, etag }, data });
    if (count !== 1) {
      const message = "Somebody else changed this rule meanwhile. Look at it again.";
      throw new AppError("stale", message, { details: { etag: before.etag } });
    }
    await enqueueJudgement(tx, { now: ctx.now });
    const { name, severity, enabled, scope } = before;
    return {
      result: undefined,
      before: { name, severity, enabled, scope, params: before.params },
      after: changes,
    };
  });
  return getRule(ctx, id);
}

/** Takes a rule away, and its waivers with it: nothing is judged by it any more. */
export async function deleteRule(ctx: Ctx, id: string): Promise<void> {
  await change(ctx, { action: "rule.delete", kind: "rule", id }, async (tx) => {
    const before = await tx.governanceRule.findUnique({
      where: { id },
      select: { name: true, kind: true, params: true, scope: true, severity: true },
    });
    if (!before) throw new AppError("not_found", "There is no such rule.");
    await tx.governanceRule.delete({ where: { id } });
    await enqueueJudgement(tx, { now: ctx.now });
    return { result: undefined, before };
  });
}

async function refuseUnusableChange({ db }: Ctx, id: string, { params }: ChangeRule): Promise<void> {
  if (params === undefined) return;
  const rule = await db.governanceRule.findUnique({ where: { id }, select: { kind: true } });
  if (rule) await refuseUnusableRuleset(rule.kind, params);
}

/** Who must approve is not judged by `evaluateRules`, but it is a rule like the others. */
function checkedParams(kind: string, params: CreateRule["params"]): Prisma.InputJsonObject {
  const schema = kind === "approval" ? ApprovalParams : ruleKind(kind)?.params;
  if (!schema) {
    const message = `There is no sort of rule called ${kind}.`;
    throw new AppError("invalid", message, { issues: [{ path: ["kind"], message }] });
  }
  const read = schema.safeParse(params);
  if (read.success) return read.data as Prisma.InputJsonObject;
  const issues = read.error.issues.map(({ path, message }) => ({
    path: ["params", ...path.map((part) => (typeof part === "symbol" ? String(part) : part))],
    message,
  }));
  throw new AppError("invalid", issues[0]?.message ?? "The parameters do not fit.", { issues });
}
