import { moreThan } from "@/components/incidents/more-than.ts";
import { routes } from "@/components/shell/routes.ts";
import { ButtonLink } from "@/components/ui/button-link.tsx";
import { Callout } from "@/components/ui/callout.tsx";
import { RelativeTime } from "@/components/ui/relative-time.tsx";
import type { Overview } from "#lib/publishing/schema";

/** What is served from fallback for too long, above everything else. Quieter once somebody looks after it. */
export function FallbackAlerts({ incidents }: { incidents: Overview["incidents"] }) {
  return incidents.items.map((incident) => {
    const { id, apiName, version, environment, servingTarget, alertAfterMinutes, acknowledgedBy } = incident;
    if (alertAfterMinutes === null) return null;
    const who = servingTarget || "nobody";
    return (
      <Callout
        key={id}
        tone={acknowledgedBy === null ? "danger" : "warn"}
        title={`${apiName} ${version} in ${environment} is served from fallback${moreThan(alertAfterMinutes)}`}
        actions={
          <ButtonLink size="sm" href={routes.incident(id)}>
            See the incident
          </ButtonLink>
        }
      >
        Answered by {who} since <RelativeTime at={incident.openedAt} />.{" "}
        {acknowledgedBy === null
          ? "Nobody has acknowledged it yet."
          : `${acknowledgedBy} has acknowledged it.`}
      </Callout>
    );
  });
}
