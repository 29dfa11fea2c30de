import {
  evaluateRules,
  type ActiveWaiver,
  type Rule,
  type RuleFacts,
  type RuleFinding,
} from "#lib/governance";
import { RuleScope } from "#lib/governance/schema";
import type { Addresses, Judged, Reader } from "./judged.ts";
import { readApi, readFacts } from "./read-facts.ts";

/** More rules than an organisation sets; all of them are judged. */
const RULES_MAX = 500;

/** What the rules as they are now have to say of content. `addresses`: of `prepareFacts`. */
export async function judgeContent(
  db: Reader,
  judged: Judged,
  { addresses, now }: { addresses: Addresses; now: Date },
): Promise<RuleFinding[]> {
  const rules = await readRules(db);
  if (rules.length === 0) return [];
  const waivers = await readWaivers(db, judged.version.apiId, now);
  return evaluateRules(rules, waivers, { facts: await readFacts(db, judged, addresses), now });
}

interface Ending {
  version: { id: string; name: string; apiId: string };
  policy: RuleFacts["policy"];
  /** Where it is live. */
  environments: string[];
  sunsetAt: Date | undefined;
}

/** What they have to say of an end that is about to be announced. */
export async function judgeSunset(
  db: Reader,
  { version, policy, environments, sunsetAt }: Ending,
  now: Date,
): Promise<RuleFinding[]> {
  const rules = await readRules(db);
  if (rules.length === 0 || sunsetAt === undefined) return [];
  const facts: RuleFacts = {
    occasion: "sunset",
    api: await readApi(db, version.apiId),
    version: { id: version.id, name: version.name },
    document: "unknown",
    policy,
    environments: environments.map((slug) => ({
      slug,
      targets: [],
      standIns: [],
      change: { verdict: "none" },
    })),
    sunset: { noticeDays: (sunsetAt.getTime() - now.getTime()) / 86_400_000 },
  };
  return evaluateRules(rules, await readWaivers(db, version.apiId, now), { facts, now });
}

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
