import type { RuleFacts } from "./facts.ts";
import { ruleKind } from "./kinds.ts";
import type { RuleKind } from "./rule-kind.ts";
import { RULE_SEVERITIES, type ActiveWaiver, type Breach, type Rule, type RuleFinding } from "./schema.ts";

/**
 * All breaches of the rules that are for this API, the gravest first, waived ones marked. The order of the rules and waivers
 * plays no part. A rule whose parameters cannot be read is a breach itself: what cannot be judged does not pass.
 */
export function evaluateRules(
  rules: readonly Rule[],
  waivers: readonly ActiveWaiver[],
  { facts, now }: { facts: RuleFacts; now: Date },
): RuleFinding[] {
  const inForce = waivers.filter(
    ({ until, versionId }) => until > now && (versionId === null || versionId === facts.version.id),
  );
  return rules
    .flatMap((rule) => findingsOf(rule, inForce, facts))
    .toSorted((a, b) => rank(a) - rank(b) || compare(keyOf(a), keyOf(b)));
}

/** Whether a finding stops a publication. */
export function isBlocking(finding: Pick<RuleFinding, "severity" | "waiver">): boolean {
  return finding.severity === "block" && finding.waiver === undefined;
}

/** The rules that judge this content, whether it keeps them or not. */
export function rulesFor(rules: readonly Rule[], facts: RuleFacts): Rule[] {
  return rules.filter((rule) => isFor(ruleKind(rule.kind), facts) && scoped(rule, facts) !== undefined);
}

function isFor(kind: RuleKind | undefined, { occasion }: RuleFacts): kind is RuleKind {
  return kind !== undefined && (kind.appliesTo === "sunset") === (occasion === "sunset");
}

function findingsOf(rule: Rule, waivers: readonly ActiveWaiver[], facts: RuleFacts): RuleFinding[] {
  const kind = ruleKind(rule.kind);
  if (!isFor(kind, facts)) return [];
  const inScope = scoped(rule, facts);
  if (!inScope) return [];
  const waiver = longest(waivers.filter(({ ruleId }) => ruleId === rule.id));
  return breachesOf(kind, rule, inScope).map(({ path, message, environment }) => ({
    ruleId: rule.id,
    rule: rule.name,
    kind: rule.kind,
    severity: rule.severity,
    path,
    message,
    ...(environment === undefined ? {} : { environment }),
    ...(waiver ? { waiver: { id: waiver.id, until: waiver.until.toISOString() } } : {}),
  }));
}

function breachesOf(kind: RuleKind, rule: Rule, facts: RuleFacts): Breach[] {
  const params = kind.params.safeParse(rule.params);
  if (params.success) return kind.evaluate(facts, params.data);
  const message = "This rule cannot be judged as it is set. Ask a governance owner to correct it.";
  return [{ path: [], message }];
}

/** The facts a rule looks at; `undefined` where it is for other APIs, or for other environments. */
function scoped({ scope }: Rule, facts: RuleFacts): RuleFacts | undefined {
  const { tier, tags, team } = facts.api;
  if (scope.tiers && !scope.tiers.includes(tier)) return undefined;
  if (scope.teams && !scope.teams.includes(team)) return undefined;
  if (scope.tags && !scope.tags.some((tag) => tags.includes(tag))) return undefined;
  if (!scope.environments) return facts;
  const environments = facts.environments.filter(({ slug }) => scope.environments?.includes(slug));
  return environments.length > 0 ? { ...facts, environments } : undefined;
}

function longest(waivers: readonly ActiveWaiver[]): ActiveWaiver | undefined {
  return waivers.toSorted((a, b) => b.until.getTime() - a.until.getTime() || compare(a.id, b.id))[0];
}

function rank({ severity, waiver }: RuleFinding): number {
  return (waiver ? RULE_SEVERITIES.length : 0) + RULE_SEVERITIES.indexOf(severity);
}

function keyOf({ ruleId, environment = "", path, message }: RuleFinding): string {
  return JSON.stringify([ruleId, environment, path, message]);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
