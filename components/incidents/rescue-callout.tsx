import { Callout } from "@/components/ui/callout.tsx";
import { formatAbsolute } from "@/components/ui/format-relative.ts";
import type { Live } from "#lib/telemetry/schema";
import { moreThan } from "./more-than.ts";

/** Requests are rescued, all of them and so seldom that no incident opens. */
export function RescueCallout({ alert }: { alert: NonNullable<Live["rescueAlert"]> }) {
  return (
    <Callout tone="danger" alert title={`Requests have to be rescued${moreThan(alert.afterMinutes)}`}>
      {/* Not how long ago: an alert whose words change is read out anew each time. */}
      {alert.primaryTarget} has answered nothing since {formatAbsolute(Date.parse(alert.since))}. Requests
      come too seldom for its checks to put it out of service. This ends when it answers.
    </Callout>
  );
}
