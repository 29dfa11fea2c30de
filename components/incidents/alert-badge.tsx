import { BellRing, Eye } from "lucide-react";
import { Badge } from "@/components/ui/badge.tsx";
import type { IncidentDto } from "#lib/telemetry/schema";

/** An incident that lasts too long, while it does: loud until somebody has acknowledged it. */
export function AlertBadge({ incident }: { incident: Pick<IncidentDto, "alert" | "closedAt"> }) {
  const { alert, closedAt } = incident;
  if (alert === null || closedAt !== null) return null;
  if (alert.acknowledgedBy !== null) {
    return (
      <Badge tone="warn" title={`Acknowledged by ${alert.acknowledgedBy}`}>
        <Eye aria-hidden />
        Acknowledged
      </Badge>
    );
  }
  return (
    <Badge tone="danger">
      <BellRing aria-hidden />
      Alert
    </Badge>
  );
}
