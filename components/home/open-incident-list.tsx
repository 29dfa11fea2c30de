import { routes } from "@/components/shell/routes.ts";
import { ButtonLink } from "@/components/ui/button-link.tsx";
import { countOf } from "@/components/ui/format-number.ts";
import { HealthBadge } from "@/components/ui/health-badge.tsx";
import { RelativeTime } from "@/components/ui/relative-time.tsx";
import type { Overview } from "#lib/publishing/schema";
import { NeedCard } from "./need-card.tsx";
import { NeedRow } from "./need-row.tsx";

/** What is served from fallback now, since when. */
export function OpenIncidentList({ incidents }: { incidents: Overview["incidents"] }) {
  return (
    <NeedCard
      id="incidents-heading"
      title="Open incidents"
      description="An understudy answers here, or nobody does."
      shown={incidents.items.length}
      total={incidents.total}
      more={
        <ButtonLink size="sm" variant="ghost" href={routes.incidents({ state: "open" })}>
          All incidents
        </ButtonLink>
      }
    >
      {incidents.items.map((incident) => (
        <NeedRow
          key={incident.id}
          href={routes.incident(incident.id)}
          title={incident.apiName}
          where={`${incident.version} in ${incident.environment}`}
          aside={
            <>
              <span>{`${countOf(incident.rescued, "request")} rescued, ${countOf(incident.failed, "failure")}`}</span>
              {incident.servingTarget ? (
                <HealthBadge health="fallback" word={`${incident.servingTarget} answers`} />
              ) : (
                <HealthBadge health="down" word="Nobody answers" />
              )}
              <RelativeTime at={incident.openedAt} />
            </>
          }
        />
      ))}
    </NeedCard>
  );
}
