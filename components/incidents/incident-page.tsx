"use client";

import { useQuery } from "@tanstack/react-query";
import { routes } from "@/components/shell/routes.ts";
import { Badge } from "@/components/ui/badge.tsx";
import { Breadcrumbs } from "@/components/ui/breadcrumbs.tsx";
import { Card, CardBody, CardHeader } from "@/components/ui/card.tsx";
import { formatDuration } from "@/components/ui/format-duration.ts";
import { HealthBadge } from "@/components/ui/health-badge.tsx";
import { PageHeader } from "@/components/ui/page-header.tsx";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { RelativeTime } from "@/components/ui/relative-time.tsx";
import { SkeletonRows } from "@/components/ui/skeleton.tsx";
import { useNow } from "@/components/ui/use-now.ts";
import type { IncidentDetail } from "#lib/telemetry/schema";
import { IncidentActions } from "./incident-actions.tsx";
import { IncidentCost } from "./incident-cost.tsx";
import { IncidentGateways, IncidentTargets } from "./incident-tables.tsx";
import { IncidentTimeline } from "./incident-timeline.tsx";
import { incidentQuery } from "./queries.ts";
import { TargetRibbon } from "./target-ribbon.tsx";

/** One incident, live while it is open: what and how long, who answered when, what it cost, what to do. */
export function IncidentPage({ id }: { id: string }) {
  const incident = useQuery(incidentQuery(id));
  if (incident.isPending) return <SkeletonRows rows={8} label="Loading the incident" />;
  if (incident.isLoadingError) return <ProblemCallout error={incident.error} />;
  return <Incident incident={incident.data} />;
}

function Incident({ incident }: { incident: IncidentDetail }) {
  const { api, apiName, version, environment, primaryTarget, openedAt, closedAt } = incident;
  const view = { version, environment };
  return (
    <>
      <PageHeader
        breadcrumbs={
          <Breadcrumbs
            items={[
              { label: "Resilience", href: routes.incidents() },
              { label: apiName, href: routes.api(api, view) },
              { label: "Incident" },
            ]}
          />
        }
        title={<Title incident={incident} />}
        badges={
          <>
            {closedAt === null ? <HealthBadge health="fallback" word="Open" /> : <Badge>Closed</Badge>}
            <Badge tone="outline">{`${version} in ${environment}`}</Badge>
          </>
        }
        description={
          <>
            Opened <RelativeTime at={openedAt} />
            {closedAt ? (
              <>
                , closed <RelativeTime at={closedAt} />
              </>
            ) : null}
            . Requests rescued by an understudy cost their clients time, not an error.
          </>
        }
      />
      <IncidentActions incident={incident} />
      <IncidentCost incident={incident} />
      <Card>
        <CardHeader title="Who answered when" description="New requests, by target" />
        <CardBody>
          <TargetRibbon
            versionRef={{ slug: api, version }}
            environment={environment}
            incident={incident.id}
            chain={incident.targets.map(({ id }) => id)}
            primary={primaryTarget}
          />
        </CardBody>
      </Card>
      <div className="grid items-start gap-6 lg:grid-cols-2">
        <Card>
          <CardHeader title="What happened" description="Oldest first, times in UTC" />
          <CardBody>
            <IncidentTimeline entries={incident.timeline} isCut={incident.isTimelineCut} />
          </CardBody>
        </Card>
        <div className="flex min-w-0 flex-col gap-6">
          <IncidentTargets incident={incident} />
          <IncidentGateways incident={incident} />
        </div>
      </div>
    </>
  );
}

/** Who answers in place of the primary; where that is over, or no state moved, who answered most besides it. */
function standIn({ servingTarget, primaryTarget, targets }: IncidentDetail): string {
  if (servingTarget !== primaryTarget) return servingTarget;
  const others = targets.filter(({ id, requests }) => id !== primaryTarget && requests > 0);
  return others.toSorted((a, b) => b.requests - a.requests)[0]?.id ?? servingTarget;
}

/** What and how long: "Storefront: secondary instead of primary for 12 min". */
function Title({ incident }: { incident: IncidentDetail }) {
  const { apiName, primaryTarget, openedAt, closedAt } = incident;
  const servingTarget = standIn(incident);
  const now = useNow();
  const end = closedAt === null ? now : Date.parse(closedAt);
  const lasted = formatDuration(Math.max(0, end - Date.parse(openedAt)));
  const what =
    servingTarget === ""
      ? `nobody in place of ${primaryTarget}`
      : servingTarget === primaryTarget
        ? `away from ${primaryTarget}`
        : `${servingTarget} instead of ${primaryTarget}`;
  return <span suppressHydrationWarning>{`${apiName}: ${what} for ${lasted}`}</span>;
}
