import type { Findings, Place } from "./findings.ts";
import { canonicalText, isObject, member } from "./json.ts";
import type { Contract, Node, Operation, Requirement } from "./model.ts";
import { kept } from "./rules.ts";

/** Every way in that was there must still lead in. */
export function compareRequirements(
  findings: Findings,
  place: Place,
  { old, now }: { old: Operation; now: Operation },
): void {
  const at = { oldAt: old.pointer, newAt: now.pointer };
  const used = new Set<Requirement>();
  const ways = waysIn(now.security);
  for (const before of old.security) {
    const covering = ways.covering(before);
    if (covering) {
      used.add(covering);
      continue;
    }
    const scoped = ways.named.get(names(before));
    if (scoped) used.add(scoped);
    findings.report(
      { ...place, direction: "request" },
      {
        kind: scoped ? "security-scope-added" : before.size === 0 ? "security-required" : "security-removed",
        judgement: "narrows",
        says: scoped
          ? `asks for more scopes: ${described(scoped)} instead of ${described(before)}`
          : `can no longer be called with ${described(before)}, only with ${ways.described}`,
        ...at,
        before: described(before),
        after: ways.described,
      },
    );
  }
  const known = new Set(old.security.map(described));
  for (const after of now.security) {
    if (used.has(after) || known.has(described(after))) continue;
    findings.report(
      { ...place, direction: "request" },
      {
        kind: "security-added",
        judgement: "none",
        says: `can be called with ${described(after)} now`,
        ...at,
        before: alternatives(old.security),
        after: described(after),
      },
    );
  }
}

/** The ways in of a document, found without looking at each. */
function waysIn(security: Requirement[]) {
  const exact = new Map(security.toReversed().map((one) => [described(one), one]));
  const bySchemes = Map.groupBy(security, (one) => [...one.keys()][0] ?? "");
  return {
    described: alternatives(security),
    named: new Map(security.toReversed().map((one) => [names(one), one])),
    /** One that whoever fulfils `before` fulfils: its first scheme is one of theirs, or it asks for none. */
    covering: (before: Requirement) =>
      exact.get(described(before)) ??
      ["", ...before.keys()]
        .flatMap((scheme) => bySchemes.get(scheme) ?? [])
        .find((after) => isCovered(before, after)),
  };
}

const NAMED_WAYS = 20;

function alternatives(security: Requirement[]): string {
  const more = security.length - NAMED_WAYS;
  const named = security.slice(0, NAMED_WAYS).map(described).join(" or ");
  return more > 0 ? `${named} or one of ${more} more ways` : named;
}

/** Who fulfils `before` fulfils `after`. */
function isCovered(before: Requirement, after: Requirement): boolean {
  return [...after].every(([name, scopes]) => {
    const had = before.get(name);
    return had !== undefined && scopes.every((scope) => had.includes(scope));
  });
}

function names(requirement: Requirement): string {
  return [...requirement.keys()].toSorted().join();
}

function described(requirement: Requirement): string {
  if (requirement.size === 0) return "no credentials";
  return [...requirement]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, scopes]) => (scopes.length === 0 ? name : `${name} (${scopes.toSorted().join(", ")})`))
    .join(" and ");
}

/** What of a scheme is seen on the wire, or says whose tokens are. */
const ON_WIRE = ["type", "in", "name", "scheme", "openIdConnectUrl"];

/** A scheme that goes by the same name but lets in otherwise. */
export function compareSchemes(findings: Findings, old: Contract, now: Contract): void {
  for (const [name, before] of old.schemes) {
    const after = now.schemes.get(name);
    if (!after) continue;
    const isOtherWire = ON_WIRE.some((key) => wire(before, key) !== wire(after, key));
    if (isOtherWire) change(findings, { rule: "security-scheme-changed", name, before, after });
    else if (canonicalText(flows(before)) !== canonicalText(flows(after)))
      change(findings, { rule: "security-scheme-flows-changed", name, before, after });
  }
}

function wire({ value }: Node, key: string): string {
  const found = member(value, key);
  if (typeof found !== "string") return "";
  // Names of headers and of HTTP schemes know no case.
  const isExact = key === "openIdConnectUrl" || (key === "name" && member(value, "in") !== "header");
  return isExact ? found : found.toLowerCase();
}

function flows({ value }: Node): unknown {
  if (!isObject(value)) return undefined;
  const { description, bearerFormat, ...rest } = value;
  void [description, bearerFormat];
  return rest;
}

function change(
  findings: Findings,
  { rule, name, before, after }: { rule: string; name: string; before: Node; after: Node },
): void {
  const isOtherWire = rule === "security-scheme-changed";
  findings.add({
    rule,
    verdict: isOtherWire ? "breaking" : "risky",
    oldPointer: before.pointer,
    newPointer: after.pointer,
    before: kept(before.value),
    after: kept(after.value),
    message: isOtherWire
      ? `Security scheme ${name} is another one under the same name. Consumers that authenticate as before are refused.`
      : `Security scheme ${name} has other addresses or scopes. Consumers may have to ask for tokens otherwise.`,
  });
}
