import { formatDuration } from "@/components/ui/format-duration.ts";
import type { Bindings, Finding, UnboundTarget } from "#lib/fallback/schema";

/** What a card is called by its place: the first answers, the last closes the chain. */
export function targetRole(index: number, chain: readonly UnboundTarget[]): string {
  if (index === 0) return "Primary";
  const target = chain[index];
  if (index === chain.length - 1 && target?.kind === "static") return "Last answer";
  return `Fallback ${index}`;
}

export const KIND_LABEL = {
  http: "HTTP upstream",
  api: "Catalogue API",
  ai: "AI model",
  stale: "Last good response",
  static: "Static answer",
} as const satisfies Record<UnboundTarget["kind"], string>;

/** One line that tells targets of a kind apart: the host, the age, the status. */
export function targetSummary(target: UnboundTarget, bindings: Bindings | undefined): string {
  switch (target.kind) {
    case "http": {
      const endpoints = bindings?.[target.id]?.endpoints ?? [];
      const first = endpoints[0]?.url;
      if (!first) return "No address yet";
      return endpoints.length > 1 ? `${hostOf(first)} +${endpoints.length - 1}` : hostOf(first);
    }
    case "api":
      return `${target.apiId} ${target.version}`;
    case "ai":
      return target.model;
    case "stale":
      return `Up to ${formatDuration(target.maxStaleMs)} old`;
    case "static":
      return `Answers ${target.status}`;
  }
}

/** The findings that concern one target of the chain. */
export function findingsOfTarget(findings: readonly Finding[], index: number): Finding[] {
  return findings.filter((finding) => finding.path[0] === "chain" && finding.path[1] === index);
}

/** The findings at a field or below it, e.g. `["chain", 0, "timeouts"]`. */
export function findingsAt(findings: readonly Finding[], path: readonly (string | number)[]): Finding[] {
  return findings.filter((finding) => path.every((part, depth) => finding.path[depth] === part));
}

function hostOf(url: string): string {
  return URL.parse(url)?.host ?? url;
}
