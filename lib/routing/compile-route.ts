import { bindPolicy, findUnenforced, validatePolicy } from "#lib/fallback";
import type { Bindings, Finding, UnboundPolicy } from "#lib/fallback/schema";
import { RouteBody, type RouteMatch } from "./schema.ts";

/** One version as it should be served in one environment. */
export interface RouteSource {
  environment: string;
  api: { id: string; slug: string; name: string; tier: number };
  version: { id: string; name: string };
  /** The version's revision number. */
  revision: number;
  publicationId: string;
  routes: RouteMatch[];
  policy: UnboundPolicy;
  /** Of this environment. */
  bindings: Bindings;
}

export type Compiled =
  | { ok: true; body: RouteBody; warnings: Finding[] }
  | { ok: false; findings: Finding[] };

/**
 * Compiles a version for one environment. Reports all findings, not the first; any error among them stops.
 * Paths start at the policy's root, or with `bindings` or `routes`.
 */
export function compileRoute(source: RouteSource): Compiled {
  const bound = bindPolicy(source.policy, source.bindings);
  const judged = bound.ok ? bound.policy : source.policy;
  const findings = [
    ...(bound.ok ? [] : bound.findings),
    ...validatePolicy(judged),
    ...findUnenforced(judged),
  ];
  if (!bound.ok || findings.some(isError)) return { ok: false, findings: withoutRepeats(findings) };
  const body = {
    kind: "route",
    environment: source.environment,
    api: source.api,
    version: source.version,
    revision: source.revision,
    publicationId: source.publicationId,
    match: source.routes,
    fallback: bound.policy,
  };
  // What a gateway would refuse to read must not leave the portal.
  const parsed = RouteBody.safeParse(body);
  if (parsed.success) return { ok: true, body: parsed.data, warnings: withoutRepeats(findings) };
  return { ok: false, findings: [...findings, ...parsed.error.issues.map(schemaFinding)] };
}

export function isError(finding: Finding): boolean {
  return finding.severity === "error";
}

/** Binding and validation may see the same fault, e.g. a target without an address. */
function withoutRepeats(findings: Finding[]): Finding[] {
  const seen = new Set<string>();
  return findings.filter((finding) => {
    const name = JSON.stringify([finding.code, finding.path]);
    return !seen.has(name) && seen.add(name);
  });
}

function schemaFinding(issue: { path: PropertyKey[]; message: string }): Finding {
  const path = issue.path.map((part) => (typeof part === "number" ? part : String(part)));
  const [head, ...rest] = path;
  return {
    severity: "error",
    code: "schema",
    path: head === "fallback" ? rest : head === "match" ? ["routes", ...rest] : path,
    message: issue.message,
  };
}
