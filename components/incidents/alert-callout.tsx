import { Callout } from "@/components/ui/callout.tsx";
import { formatDuration } from "@/components/ui/format-duration.ts";
import { RelativeTime } from "@/components/ui/relative-time.tsx";
import type { IncidentDto } from "#lib/telemetry/schema";
import { AcknowledgeButton } from "./acknowledge-button.tsx";
import { moreThan } from "./more-than.ts";
import { acknowledgeIncident } from "./queries.ts";

interface AlertCalloutProps {
  incident: Pick<IncidentDto, "id" | "openedAt" | "closedAt" | "alert">;
  mayAcknowledge: boolean;
}

/** "Served from fallback for too long", until the incident is over. Quieter once somebody looks after it. */
export function AlertCallout({ incident, mayAcknowledge }: AlertCalloutProps) {
  const { alert, openedAt } = incident;
  if (alert === null || incident.closedAt !== null) return null;
  const isSeen = alert.acknowledgedAt !== null;
  return (
    <Callout
      tone={isSeen ? "warn" : "danger"}
      alert={!isSeen}
      title={`Served from fallback${moreThan(alert.afterMinutes)}`}
      actions={
        !isSeen && mayAcknowledge ? (
          <AcknowledgeButton acknowledge={() => acknowledgeIncident(incident.id)} />
        ) : undefined
      }
    >
      {isSeen ? (
        <span>
          {alert.acknowledgedBy} acknowledged it <RelativeTime at={alert.acknowledgedAt ?? alert.at} />.
        </span>
      ) : (
        <span>
          Nobody has acknowledged it yet. Raised {formatDuration(Date.parse(alert.at) - Date.parse(openedAt))}{" "}
          after the incident opened.
        </span>
      )}
    </Callout>
  );
}
