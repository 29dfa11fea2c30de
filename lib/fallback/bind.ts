import type { Bindings, BoundPolicy, BoundTarget, Finding, UnboundPolicy } from "./schema.ts";

export type BoundResult = { ok: true; policy: BoundPolicy } | { ok: false; findings: Finding[] };

/**
 * Joins a policy with one environment's bindings. Every http target needs one, and every binding an http target.
 * Paths of findings start at the bindings: `["bindings", <target id>]`.
 */
export function bindPolicy(policy: UnboundPolicy, bindings: Bindings): BoundResult {
  const findings: Finding[] = [];
  const wanted = new Set<string>();
  const chain: BoundTarget[] = [];
  for (const target of policy.chain) {
    if (target.kind !== "http") {
      chain.push(target);
      continue;
    }
    wanted.add(target.id);
    const binding = Object.hasOwn(bindings, target.id) ? bindings[target.id] : undefined;
    if (binding) chain.push({ ...target, ...binding });
    else
      findings.push(
        problem(
          "missing-binding",
          target.id,
          `Target "${target.id}" has no address in this environment. Add one.`,
        ),
      );
  }
  for (const id of Object.keys(bindings)) {
    if (!wanted.has(id))
      findings.push(problem("unknown-binding", id, `No http target is called "${id}". Remove its binding.`));
  }
  return findings.length > 0 ? { ok: false, findings } : { ok: true, policy: { ...policy, chain } };
}

function problem(code: string, id: string, message: string): Finding {
  return { severity: "error", code, path: ["bindings", id], message };
}
