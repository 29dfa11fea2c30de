import type { AnyPolicy } from "./resolved.ts";
import type { Bindings, BoundPolicy, BoundTarget, Finding, UnboundPolicy, UnboundTarget } from "./schema.ts";

/** `partly`: as far as it can be bound, for those who judge it all the same. */
export type BoundResult =
  | { ok: true; policy: BoundPolicy }
  | { ok: false; findings: Finding[]; partly: AnyPolicy };

/**
 * Joins a policy with one environment's bindings. Every http target needs one, and every binding an http target.
 * Paths of findings start at the bindings: `["bindings", <target id>]`.
 */
export function bindPolicy(policy: UnboundPolicy, bindings: Bindings): BoundResult {
  const findings: Finding[] = [];
  const chain: BoundTarget[] = [];
  const partly: AnyPolicy["chain"] = [];
  for (const target of policy.chain) {
    const bound = bindTarget(target, bindings);
    if (bound) chain.push(bound);
    else findings.push(missing(target.id));
    partly.push(bound ?? target);
  }
  const wanted = new Set(policy.chain.filter(({ kind }) => kind === "http").map(({ id }) => id));
  for (const id of Object.keys(bindings)) {
    if (!wanted.has(id))
      findings.push(problem("unknown-binding", id, `No http target is called "${id}". Remove its binding.`));
  }
  if (findings.length > 0) return { ok: false, findings, partly: { ...policy, chain: partly } };
  return { ok: true, policy: { ...policy, chain } };
}

function bindTarget(target: UnboundTarget, bindings: Bindings): BoundTarget | undefined {
  if (target.kind !== "http") return target;
  const binding = Object.hasOwn(bindings, target.id) ? bindings[target.id] : undefined;
  return binding && { ...target, ...binding };
}

function missing(id: string): Finding {
  return problem("missing-binding", id, `Target "${id}" has no address in this environment. Add one.`);
}

function problem(code: string, id: string, message: string): Finding {
  return { severity: "error", code, path: ["bindings", id], message };
}
