import { bindPolicy, findUnenforced, validatePolicy } from "#lib/fallback";
import { BoundPolicy, type Bindings, type Finding } from "#lib/fallback/schema";
import type { Issue } from "#lib/errors";
import { Routes } from "#lib/routing/schema";
import type { DraftFinding } from "#lib/catalogue/schema";
import type { ChainDraft } from "./chain-edit.ts";

/**
 * What is wrong with the draft in one environment, found in the browser by the rules the server and the compiler use.
 * Paths are from the policy's root, or start with `bindings` or `routes`.
 */
export function localFindings(draft: ChainDraft, environment: string): Finding[] {
  const bindings = draft.bindings[environment] ?? {};
  const routes = Routes.safeParse(draft.routes);
  const found = routes.success ? [] : shapeFindings(routes.error.issues, ["routes"]);
  const bound = bindPolicy(draft.policy, bindings);
  if (!bound.ok) return [...found, ...bound.findings];
  const shape = BoundPolicy.safeParse(bound.policy);
  if (!shape.success)
    return [
      ...found,
      ...shapeFindings(shape.error.issues, []).map((finding) => atBinding(finding, draft, bindings)),
    ];
  return [...found, ...validatePolicy(shape.data), ...findUnenforced(shape.data)];
}

/** The server's findings that the browser cannot make, as long as what they speak of is as it was saved. */
export function serverFindings(
  findings: readonly DraftFinding[],
  state: { draft: ChainDraft; saved: ChainDraft },
  environment: string,
): Finding[] {
  const [now, then] = [state.draft.bindings[environment], state.saved.bindings[environment]];
  return findings.filter((finding) => {
    const { code, environment: where, path } = finding;
    if (where !== undefined && where !== environment) return false;
    if (code.startsWith("rule:") || code === "shared-address")
      return state.draft.policy === state.saved.policy && now === then;
    if (code !== "egress-refused") return isOfSavedTarget(finding, state);
    const endpoints = now?.[String(path[1])]?.endpoints;
    return endpoints !== undefined && endpoints === then?.[String(path[1])]?.endpoints;
  });
}

/** Of what is said of a target, the browser does not know what other APIs have published, nor what the codes below tell. */
function isOfSavedTarget(
  { code, environment, path: [root, at] }: DraftFinding,
  { draft, saved }: { draft: ChainDraft; saved: ChainDraft },
): boolean {
  if (root !== "chain" || typeof at !== "number") return false;
  const target = draft.policy.chain[at];
  if (target === undefined || target !== saved.policy.chain[at]) return false;
  return OF_A_TARGET.has(code) || (environment !== undefined && target.kind === "api");
}

const OF_A_TARGET = new Set(["never-exercised", "contract-mismatch"]);

/** What the server refused of a save, at the fields it names; what concerns another environment stays with the message. */
export function refusedFindings(issues: readonly Issue[] = [], environment: string): Finding[] {
  return issues.flatMap(({ path: [root, ...rest], message }): Finding[] => {
    const finding = { severity: "error" as const, code: "refused", message };
    if (root === "policy") return [{ ...finding, path: rest }];
    if (root === "routes") return [{ ...finding, path: ["routes", ...rest] }];
    const isHere = root === "bindings" && rest[0] === environment;
    return isHere ? [{ ...finding, path: ["bindings", ...rest.slice(1)] }] : [];
  });
}

function shapeFindings(
  issues: readonly { path: PropertyKey[]; message: string }[],
  prefix: string[],
): Finding[] {
  return issues.map((issue) => ({
    severity: "error",
    code: "shape",
    path: [...prefix, ...issue.path.map((part) => (typeof part === "number" ? part : String(part)))],
    message: issue.message,
  }));
}

const BINDING_FIELDS = new Set<string | number>(["endpoints", "tls", "auth"]);

/** A fault inside a binding is shown where the binding is edited. */
function atBinding(finding: Finding, draft: ChainDraft, bindings: Bindings): Finding {
  const [root, index, field] = finding.path;
  const target = root === "chain" && typeof index === "number" ? draft.policy.chain[index] : undefined;
  if (target === undefined || field === undefined || !BINDING_FIELDS.has(field) || !bindings[target.id])
    return finding;
  return { ...finding, path: ["bindings", target.id, ...finding.path.slice(2)] };
}
