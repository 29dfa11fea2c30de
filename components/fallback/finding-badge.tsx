import { CircleX, TriangleAlert } from "lucide-react";
import { Badge } from "@/components/ui/badge.tsx";
import type { Finding } from "#lib/fallback/schema";

/** How many findings, by the worst of them. */
export function FindingBadge({ findings }: { findings: readonly Finding[] }) {
  const errors = findings.filter((finding) => finding.severity === "error").length;
  const warnings = findings.length - errors;
  if (errors > 0) {
    return (
      <Badge tone="danger">
        <CircleX aria-hidden />
        {errors} {errors === 1 ? "error" : "errors"}
      </Badge>
    );
  }
  if (warnings === 0) return null;
  return (
    <Badge tone="warn">
      <TriangleAlert aria-hidden />
      {warnings} {warnings === 1 ? "warning" : "warnings"}
    </Badge>
  );
}
