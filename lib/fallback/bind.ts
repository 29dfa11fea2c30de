import type { Bindings, FallbackPolicy, Finding, UnboundPolicy } from "./schema.ts";

/**
 * Joins a policy with one environment's bindings. Every http target needs one, and every binding a target.
 * Findings about bindings have the path `["bindings", <target id>, …]`.
 */
export declare function bindPolicy(
  policy: UnboundPolicy,
  bindings: Bindings,
): { ok: true; policy: FallbackPolicy } | { ok: false; findings: Finding[] };
