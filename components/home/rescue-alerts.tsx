import { moreThan } from "@/components/incidents/more-than.ts";
import { routes } from "@/components/shell/routes.ts";
import { ButtonLink } from "@/components/ui/button-link.tsx";
import { Callout } from "@/components/ui/callout.tsx";
import { RelativeTime } from "@/components/ui/relative-time.tsx";
import type { Overview } from "#lib/publishing/schema";

/** Primaries that answer nothing, and are too seldom asked for an incident to open: no list below has them. */
export function RescueAlerts({ alerts }: { alerts: Overview["rescueAlerts"] }) {
  return alerts.items.map(
    ({ id, api, apiName, version, environment, primaryTarget, since, afterMinutes }) => (
      <Callout
        key={id}
        tone="danger"
        title={`Requests to ${apiName} ${version} in ${environment} have to be rescued${moreThan(afterMinutes)}`}
        actions={
          <ButtonLink size="sm" href={routes.api(api, { version, environment })}>
            See who answers
          </ButtonLink>
        }
      >
        {primaryTarget} has answered nothing since <RelativeTime at={since} />.
      </Callout>
    ),
  );
}
