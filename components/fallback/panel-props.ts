import type { Finding, TargetBinding, UnboundTarget } from "#lib/fallback/schema";
import { findingsAt } from "./target-summary.ts";

export type TargetOf<K extends UnboundTarget["kind"]> = Extract<UnboundTarget, { kind: K }>;

/** What every part of the side panel gets. `findings` are those of this target, paths from the target on. */
export interface TargetPanelProps<T extends UnboundTarget> {
  target: T;
  onChange: (target: T) => void;
  findings: readonly Finding[];
}

export interface BindingPanelProps {
  binding: TargetBinding | undefined;
  onChange: (binding: TargetBinding) => void;
  /** Paths from the binding on. */
  findings: readonly Finding[];
  environment: string;
}

/** The first finding exactly at a field, as the field's error text. */
export function messageAt(findings: readonly Finding[], ...path: (string | number)[]): string | undefined {
  return findingsAt(findings, path)[0]?.message;
}

/** The same findings with their leading path parts taken off. */
export function findingsFrom(findings: readonly Finding[], depth: number): Finding[] {
  return findings.map((finding) => ({ ...finding, path: finding.path.slice(depth) }));
}
