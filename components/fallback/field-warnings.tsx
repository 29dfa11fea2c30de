import { TriangleAlert } from "lucide-react";
import type { Finding } from "#lib/fallback/schema";
import { findingsAt } from "./target-summary.ts";

interface FieldWarningsProps {
  /** Paths from the owner of the field on. */
  findings: readonly Finding[];
  path: readonly (string | number)[];
}

/** What is risky about a field, below it; what is wrong is said by the field itself. */
export function FieldWarnings({ findings, path }: FieldWarningsProps) {
  const warnings = findingsAt(findings, path).filter(({ severity }) => severity === "warning");
  return warnings.map(({ code, message }, index) => (
    <p key={`${code}-${index}`} className="mt-1 flex items-start gap-1.5 text-xs text-warn">
      <TriangleAlert aria-hidden className="size-3.5 shrink-0 translate-y-px" />
      <span className="min-w-0 break-words">{message}</span>
    </p>
  ));
}
