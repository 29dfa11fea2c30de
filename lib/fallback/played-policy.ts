import { flattenPolicy, type FindApi } from "./flatten.ts";
import type { AnyPolicy } from "./resolved.ts";
import type { ApiTarget, Bindings, BoundPolicy, BoundTarget, Finding, UnboundPolicy } from "./schema.ts";

/** A chain as it is played through before it is published. */
export interface PlayedPolicy {
  /** With the targets of other APIs in it, as gateways would have it. */
  policy: AnyPolicy;
  /** The targets whose API cannot be put in, and why: they are played as one upstream with the usual settings. */
  unknown: { target: string; why: string }[];
  /** What else is not as it was written. */
  notes: string[];
}

interface Draft {
  policy: UnboundPolicy;
  /** Of the environment; some may be missing. */
  bindings: Bindings;
}

/**
 * Puts other APIs' targets into a draft's chain the way publishing does, as far as it can: a draft may be unfinished, and not
 * everybody sees every API. `find` tells what is known of other APIs here.
 */
export function playedPolicy(
  { policy, bindings }: Draft,
  self: { api: string; version: string },
  find: FindApi,
): PlayedPolicy {
  const named = { ...self, label: `${self.api} ${self.version}` };
  const known = withKnownBindings(policy, bindings);
  const unknown = known.chain.flatMap((target) => {
    if (target.kind !== "api") return [];
    const alone = flattenPolicy({ ...known, chain: [target] }, named, find);
    if (alone.ok) return [];
    const why = target.apiId === "" ? "No API is chosen." : whyNot(alone.findings);
    return [{ target: target.id, why }];
  });
  const isUnknown = (target: ApiTarget) => unknown.some(({ target: id }) => id === target.id);
  const flat = flattenPolicy(asUpstreams(known, isUnknown), named, find);
  if (flat.ok)
    return { policy: flat.policy, unknown, notes: flat.warnings.map((finding) => finding.message) };
  const others = known.chain.filter((target) => target.kind === "api" && !isUnknown(target));
  const notTogether = others.map(({ id }) => ({ target: id, why: whyNot(flat.findings) }));
  return { policy: asUpstreams(known, () => true), unknown: [...unknown, ...notTogether], notes: [] };
}

const whyNot = (findings: readonly Finding[]) =>
  findings.find((finding) => finding.severity === "error")?.message ?? "";

/** Cast: a target without an address is of a failure domain of its own, and nobody is sent anything. */
function withKnownBindings(policy: UnboundPolicy, bindings: Bindings): BoundPolicy {
  const chain = policy.chain.map((target) =>
    target.kind === "http" && Object.hasOwn(bindings, target.id)
      ? { ...target, ...bindings[target.id] }
      : target,
  );
  return { ...policy, chain: chain as BoundTarget[] };
}

function asUpstreams(policy: BoundPolicy, isUnknown: (target: ApiTarget) => boolean): BoundPolicy {
  const chain = policy.chain.map((target): BoundTarget => {
    if (target.kind !== "api" || !isUnknown(target)) return target;
    const { apiId: _apiId, version: _version, entry: _entry, ...common } = target;
    return { ...common, kind: "http", endpoints: [] };
  });
  return { ...policy, chain };
}
