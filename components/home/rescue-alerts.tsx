import { moreThan } from "@/components/incidents/more-than.ts";
import { routes } from "@/components/shell/routes.ts";
import { ButtonLink } from "@/components/ui/button-link.tsx";
import { Callout } from "@/components/ui/callout.tsx";
import { countOf } from "@/components/ui/format-number.ts";
import { RelativeTime } from "@/components/ui/relative-time.tsx";
import type { Overview } from "#lib/publishing/schema";

/** Primaries that answer nothing, and are too seldom asked for an incident to open: no list below has them. */
export function RescueAlerts({ alerts }: { alerts: Overview["rescueAlerts"] }) {
  const more = alerts.total - alerts.items.length;
  const shown = alerts.items.map(
    ({ id, api, apiName, version, environment, primaryTarget, since, afterMinutes, acknowledgedBy }) => (
      <Callout
        key={id}
        tone={acknowledgedBy === null ? "danger" : "warn"}
        title={`Requests to ${apiName} ${version} in ${environment} have to be rescued${moreThan(afterMinutes)}`}
        actions={
          <ButtonLink size="sm" href={routes.api(api, { version, environment })}>
            See who answers
          </ButtonLink>
        }
      >
        {primaryTarget} has answered nothing since <RelativeTime at={since} />.{" "}
        {acknowledgedBy === null
          ? "Nobody has acknowledged it yet."
          : `${acknowledgedBy} has acknowledged it.`}
      </Callout>
    ),
  );
  return (
    <>
      {shown}
      {more > 0 ? (
        <p className="text-sm text-text-muted">
          Requests to {countOf(more, "further version")} have to be rescued for as long.
        </p>
      ) : null}
    </>
  );
}
