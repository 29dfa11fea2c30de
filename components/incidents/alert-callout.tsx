"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button } from "@/components/ui/button.tsx";
import { Callout } from "@/components/ui/callout.tsx";
import { formatDuration } from "@/components/ui/format-duration.ts";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { RelativeTime } from "@/components/ui/relative-time.tsx";
import type { IncidentDto } from "#lib/telemetry/schema";
import { moreThan } from "./more-than.ts";
import { acknowledge, incidentQuery } from "./queries.ts";

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
      actions={!isSeen && mayAcknowledge ? <AcknowledgeButton id={incident.id} /> : undefined}
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

function AcknowledgeButton({ id }: { id: string }) {
  const queries = useQueryClient();
  const acknowledging = useMutation({
    mutationFn: () => acknowledge(id),
    onSuccess: (incident) => {
      queries.setQueryData(incidentQuery(id).queryKey, incident);
      return Promise.all(
        ["apis", "incidents", "overview"].map((key) => queries.invalidateQueries({ queryKey: [key] })),
      );
    },
  });
  if (acknowledging.error) return <ProblemCallout error={acknowledging.error} />;
  return (
    <Button size="sm" pending={acknowledging.isPending} onClick={() => acknowledging.mutate()}>
      Acknowledge
    </Button>
  );
}
