"use client";

import { useQuery } from "@tanstack/react-query";
import type { VersionRef } from "@/components/publishing/queries.ts";
import { routes } from "@/components/shell/routes.ts";
import { Card, CardBody, CardHeader } from "@/components/ui/card.tsx";
import { Pagination } from "@/components/ui/pagination.tsx";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { SkeletonRows } from "@/components/ui/skeleton.tsx";
import { IncidentTable } from "./incident-table.tsx";
import { liveQuery, versionIncidentsQuery } from "./queries.ts";
import { ServingRibbon } from "./serving-ribbon.tsx";

interface VersionIncidentsProps {
  versionRef: VersionRef;
  environment: string;
  page: number;
}

/** Who answered when, and every incident of a version in one environment. */
export function VersionIncidents({ versionRef, environment, page }: VersionIncidentsProps) {
  const incidents = useQuery(versionIncidentsQuery(versionRef, { environment, page }));
  const live = useQuery(liveQuery(versionRef, environment));
  const href = (to: number) =>
    routes.apiIncidents(versionRef.slug, { version: versionRef.version, environment, page: to });
  return (
    <div className="flex flex-col gap-6">
      <Card>
        <CardHeader title="Who answered when" description="The last hour, by gateway" />
        <CardBody>
          <ServingRibbon
            versionRef={versionRef}
            environment={environment}
            primary={live.data?.primary ?? undefined}
          />
        </CardBody>
      </Card>
      <Card>
        <CardHeader title="Incidents" description={`In ${environment}`} />
        {incidents.isPending ? <SkeletonRows rows={3} label="Loading incidents" /> : null}
        {incidents.isLoadingError ? (
          <CardBody>
            <ProblemCallout error={incidents.error} />
          </CardBody>
        ) : null}
        {incidents.data ? <IncidentTable incidents={incidents.data.items} ofOneApi /> : null}
      </Card>
      {incidents.data && incidents.data.total > 0 ? (
        <Pagination {...incidents.data} href={href} noun="incidents" />
      ) : null}
    </div>
  );
}
