import type { ActiveWaiver, Rule } from "#lib/governance";
import { RuleScope } from "#lib/governance/schema";
import type { Reader } from "./judged.ts";

/** More rules than an organisation sets: `createRule` takes no more, so that all of them are judged. */
export const RULES_MAX = 500;

/** The rules that are in force, approval rules among them. */
export async function readRules(db: Pick<Reader, "governanceRule">): Promise<Rule[]> {
  const rows = await db.governanceRule.findMany({
    where: { enabled: true },
    select: { id: true, name: true, kind: true, params: true, scope: true, severity: true },
    orderBy: { id: "asc" },
    take: RULES_MAX,
  });
  return rows.map((row) => ({ ...row, scope: RuleScope.parse(row.scope) }));
}

/** An API's waivers that let something pass now. */
export function readWaivers(db: Pick<Reader, "waiver">, apiId: string, now: Date): Promise<ActiveWaiver[]> {
  return db.waiver.findMany({
    where: { apiId, state: "granted", until: { gt: now } },
    select: { id: true, ruleId: true, versionId: true, until: true },
    orderBy: { id: "asc" },
    take: 1_000,
  });
}
