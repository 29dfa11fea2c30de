import { bindPolicy, findUnenforced, validatePolicy, withoutRepeats, type AnyPolicy } from "#lib/fallback";
import { TargetBinding, UnboundPolicy, type Finding, type UnboundTarget } from "#lib/fallback/schema";
import type { Issue } from "#lib/errors";
import { Routes } from "#lib/routing/schema";
import type { ChainDraft } from "./chain-edit.ts";

/**
 * What is wrong with the draft in one environment, found in the browser by the rules the server and the compiler use: as much
 * as can be judged of a draft that is not whole yet. Paths are from the policy's root, or start with `bindings` or `routes`.
 */
export function localFindings(draft: ChainDraft, environment: string): Finding[] {
  const bindings = Object.entries(draft.bindings[environment] ?? {});
  const misshapen = bindings.flatMap(([id, binding]) => {
    const shape = TargetBinding.safeParse(binding);
    return shape.success ? [] : shapeFindings(shape.error.issues, ["bindings", id]);
  });
  const faulty = new Set(misshapen.map(({ path }) => path[1]));
  const sound = Object.fromEntries(bindings.filter(([id]) => !faulty.has(id)));
  const ofPolicy = policyFindings(draft, (policy) => {
    const bound = bindPolicy(policy, sound);
    if (bound.ok) return judged(bound.policy);
    return [...bound.findings.filter(({ path }) => !faulty.has(path[1])), ...judged(bound.partly)];
  });
  return [...routeFindings(draft), ...misshapen, ...ofPolicy];
}

/** The same for a reader who is not shown the addresses: what is wrong whatever they are. */
export function unboundFindings(draft: ChainDraft): Finding[] {
  return [...routeFindings(draft), ...policyFindings(draft, judged)];
}

function routeFindings({ routes }: ChainDraft): Finding[] {
  const shape = Routes.safeParse(routes);
  return shape.success ? [] : shapeFindings(shape.error.issues, ["routes"]);
}

function policyFindings({ policy }: ChainDraft, judge: (policy: UnboundPolicy) => Finding[]): Finding[] {
  const shape = UnboundPolicy.safeParse(policy);
  if (!shape.success) return shapeFindings(shape.error.issues, []);
  return judge(shape.data).map((finding) => atBinding(finding, policy.chain));
}

function judged(policy: AnyPolicy): Finding[] {
  return [...validatePolicy(policy), ...findUnenforced(policy)];
}

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
  const found = issues.map((issue) => ({
    severity: "error" as const,
    code: "shape",
    path: [...prefix, ...issue.path.map((part) => (typeof part === "number" ? part : String(part)))],
    message: issue.message,
  }));
  return withoutRepeats(found);
}

const BINDING_FIELDS: ReadonlySet<string | number> = new Set(Object.keys(TargetBinding.shape));

/** The same finding where its field is edited: addresses and credentials are the binding's. */
export function atBinding<T extends Finding>(finding: T, chain: readonly UnboundTarget[]): T {
  const [root, index, ...rest] = finding.path;
  const target = root === "chain" && typeof index === "number" ? chain[index] : undefined;
  const [field] = rest;
  if (target?.kind !== "http" || field === undefined || !BINDING_FIELDS.has(field)) return finding;
  return { ...finding, path: ["bindings", target.id, ...rest] };
}
