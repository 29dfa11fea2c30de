import {
  bindPolicy,
  findUnenforced,
  flattenPolicy,
  judgeFlat,
  validatePolicy,
  withoutRepeats,
  type ChainPart,
  type FindApi,
} from "#lib/fallback";
import type { Bindings, FallbackPolicy, Finding, UnboundPolicy } from "#lib/fallback/schema";
import {
  RouteBody,
  type AccessSettings,
  type RouteBlock,
  type RouteLifecycle,
  type RouteMatch,
  type RouteOperation,
} from "./schema.ts";

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
  /** The other APIs that the chain names, as they are published in this environment. */
  find: FindApi;
  /** Null, or absent: everyone may call it. */
  access?: AccessSettings | null;
  /** Of its document, for the statistics. */
  operations?: RouteOperation[];
  /** What callers are told of its end, where it has one. */
  lifecycle?: RouteLifecycle | undefined;
  /** In an emergency it answers nobody. */
  blocked?: RouteBlock | undefined;
}

export type Compiled =
  | { ok: true; body: RouteBody; warnings: Finding[] }
  | { ok: false; findings: Finding[] };

/**
 * Compiles a version for one environment. Reports all findings, not the first; any error among them stops.
 * Paths start at the policy's root, or with `bindings` or `routes`.
 */
export function compileRoute(source: RouteSource): Compiled {
  const judged = judge(source);
  if (!judged.ok) return { ok: false, findings: withoutRepeats(judged.findings) };
  const body = {
    kind: "route",
    environment: source.environment,
    api: source.api,
    version: source.version,
    revision: source.revision,
    publicationId: source.publicationId,
    match: source.routes,
    fallback: judged.policy,
    ...(judged.parts.length > 0 ? { parts: judged.parts } : {}),
    ...(source.access ? { access: source.access } : {}),
    ...(source.operations?.length ? { operations: source.operations } : {}),
    ...(source.lifecycle ? { lifecycle: source.lifecycle } : {}),
    ...(source.blocked ? { blocked: source.blocked } : {}),
  };
  // What a gateway would refuse to read must not leave the portal.
  const parsed = RouteBody.safeParse(body);
  if (parsed.success) return { ok: true, body: parsed.data, warnings: withoutRepeats(judged.findings) };
  return { ok: false, findings: [...judged.findings, ...parsed.error.issues.map(schemaFinding)] };
}

type Judged =
  | { ok: true; policy: FallbackPolicy; parts: ChainPart[]; findings: Finding[] }
  | { ok: false; findings: Finding[] };

function judge({ policy, bindings, api, version, find }: RouteSource): Judged {
  const bound = bindPolicy(policy, bindings);
  const given = bound.ok ? bound.policy : bound.partly;
  const unflat = () => [...validatePolicy(given), ...findUnenforced(given)];
  if (!bound.ok) return { ok: false, findings: [...bound.findings, ...unflat()] };
  const self = { api: api.slug, version: version.name, label: `${api.slug} ${version.name}` };
  const flat = flattenPolicy(bound.policy, self, find);
  if (!flat.ok) return { ok: false, findings: [...flat.findings, ...unflat()] };
  const findings = judgeFlat(bound.policy, flat);
  if (findings.some(isError)) return { ok: false, findings };
  return { ok: true, policy: flat.policy, parts: flat.parts, findings };
}

export function isError(finding: Finding): boolean {
  return finding.severity === "error";
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
