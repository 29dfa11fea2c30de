import { Callout } from "@/components/ui/callout.tsx";
import { formatAbsolute } from "@/components/ui/format-relative.ts";
import type { Live } from "#lib/telemetry/schema";
import { AcknowledgeButton } from "./acknowledge-button.tsx";
import { moreThan } from "./more-than.ts";
import { acknowledgeRescueAlert } from "./queries.ts";

interface RescueCalloutProps {
  alert: NonNullable<Live["rescueAlert"]>;
  mayAcknowledge: boolean;
}

/** Requests are rescued, all of them and so seldom that no incident opens. Quieter once somebody looks after it. */
export function RescueCallout({ alert, mayAcknowledge }: RescueCalloutProps) {
  const { acknowledgedBy } = alert;
  const isSeen = acknowledgedBy !== null;
  return (
    <Callout
      tone={isSeen ? "warn" : "danger"}
      alert={!isSeen}
      title={`Requests have to be rescued${moreThan(alert.afterMinutes)}`}
      actions={
        !isSeen && mayAcknowledge ? (
          <AcknowledgeButton acknowledge={() => acknowledgeRescueAlert(alert.id)} />
        ) : undefined
      }
    >
      {/* Not how long ago: an alert whose words change is read out anew each time. */}
      {alert.primaryTarget} has answered nothing since {formatAbsolute(Date.parse(alert.since))}. Requests
      come too seldom for its checks to put it out of service. This ends when it answers.{" "}
      {isSeen ? `${acknowledgedBy} has acknowledged it.` : "Nobody has acknowledged it yet."}
    </Callout>
  );
}
