import { Callout } from "@/components/ui/callout.tsx";
import { RelativeTime } from "@/components/ui/relative-time.tsx";
import type { IncidentDto } from "#lib/telemetry/schema";

/** An open incident in one look: who answers instead, since when, why, and what it cost. */
export function IncidentCallout({ incident }: { incident: IncidentDto }) {
  const { servingTarget, primaryTarget, openedAt, rescued, failed, lastError } = incident;
  const title = servingTarget
    ? `${servingTarget} answers instead of ${primaryTarget}`
    : `Nothing answers in place of ${primaryTarget}`;
  return (
    <Callout tone={servingTarget ? "fallback" : "danger"} title={title} alert>
      <span>
        Started <RelativeTime at={openedAt} />.{" "}
        {lastError ? `Last error: ${lastError.replaceAll("_", " ")}. ` : ""}
        <span className="tabular-nums">
          {rescued} rescued, {failed} failed.
        </span>
      </span>
    </Callout>
  );
}
