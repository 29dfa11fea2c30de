import type { Finding, TargetBinding } from "#lib/fallback/schema";
import { findingsAt } from "./target-summary.ts";

export interface BindingPanelProps {
  binding: TargetBinding | undefined;
  /** `field` names what was edited. */
  onChange: (binding: TargetBinding, field: string) => void;
  /** Paths from the binding on. */
  findings: readonly Finding[];
  environment: string;
}

/** The first error at a field or in it, as the field's error text. */
export function messageAt(findings: readonly Finding[], ...path: (string | number)[]): string | undefined {
  return findingsAt(findings, path).find(({ severity }) => severity === "error")?.message;
}

/** The same findings with their leading path parts taken off. */
export function findingsFrom(findings: readonly Finding[], depth: number): Finding[] {
  return findings.map((finding) => ({ ...finding, path: finding.path.slice(depth) }));
}
