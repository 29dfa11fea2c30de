import { change, type Ctx } from "#lib/db";
import { DEFAULT_RULES, type Rule } from "#lib/governance";
import { AppError } from "#lib/errors";

/**
 * Puts in the rules an installation begins with, each once: one that was deleted stays away, one that was changed stays as it
 * is. An older installation gets them when it is first started with them. Safe to call from two processes.
 */
export async function ensureDefaultRules(ctx: Ctx, rules: readonly Rule[] = DEFAULT_RULES): Promise<void> {
  const ids = rules.map(({ id }) => id);
  const there = await ctx.db.governanceRule.findMany({
    where: { id: { in: ids } },
    select: { id: true },
    take: ids.length,
  });
  const known = await ctx.db.auditEntry.findMany({
    where: { objectKind: "rule", objectId: { in: ids }, action: "rule.create" },
    select: { objectId: true },
    take: ids.length,
  });
  const old = new Set([...there.map(({ id }) => id), ...known.map(({ objectId }) => objectId)]);
  for (const rule of rules.filter(({ id }) => !old.has(id))) await create(ctx, rule);
}

async function create(ctx: Ctx, rule: Rule): Promise<void> {
  const deed = { action: "rule.create", kind: "rule", id: rule.id } as const;
  try {
    await change(ctx, deed, async (tx) => {
      const { id, name, kind, severity } = rule;
      const params = structuredClone(rule.params) as object;
      const scope = { ...rule.scope };
      const dates = { createdByName: ctx.actor.name, createdAt: ctx.now, updatedAt: ctx.now };
      await tx.governanceRule.create({ data: { id, name, kind, severity, params, scope, ...dates } });
      return { result: undefined, after: { name, kind, severity, params, scope } };
    });
  } catch (error) {
    // Another process was faster.
    if (!(error instanceof AppError && error.code === "conflict")) throw error;
  }
}
