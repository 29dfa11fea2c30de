"use client";

import { useQuery } from "@tanstack/react-query";
import { TargetStateBadge } from "@/components/fallback/target-state-badge.tsx";
import type { VersionRef } from "@/components/publishing/queries.ts";
import { Badge } from "@/components/ui/badge.tsx";
import { Card, CardBody, CardHeader } from "@/components/ui/card.tsx";
import { HealthBadge } from "@/components/ui/health-badge.tsx";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { SkeletonRows } from "@/components/ui/skeleton.tsx";
import type { Live } from "#lib/telemetry/schema";
import { IncidentCallout } from "./incident-callout.tsx";
import { healthOf, servingNow, statesNow } from "./live-state.ts";
import { liveQuery } from "./queries.ts";
import { ServingRibbon } from "./serving-ribbon.tsx";

interface LivePanelProps {
  versionRef: VersionRef;
  environment: string;
}

/** Who answers now, with what behind it, and the last hour. Kept current every second. */
export function LivePanel({ versionRef, environment }: LivePanelProps) {
  const live = useQuery(liveQuery(versionRef, environment));
  return (
    <Card>
      <CardHeader
        title="Who answers now"
        description={`In ${environment}`}
        actions={<HealthBadge health={healthOf(live.data)} />}
      />
      {live.isPending ? <SkeletonRows rows={3} label="Asking the gateways" /> : null}
      {live.isError ? (
        <CardBody>
          <ProblemCallout error={live.error} />
        </CardBody>
      ) : null}
      {live.data ? <LiveBody live={live.data} versionRef={versionRef} environment={environment} /> : null}
    </Card>
  );
}

function LiveBody({ live, versionRef, environment }: LivePanelProps & { live: Live }) {
  const connected = live.nodes.filter((node) => node.connected);
  if (live.published === null) {
    return <CardBody className="text-text-muted">Not published in {environment}.</CardBody>;
  }
  if (connected.length === 0) {
    return <CardBody className="text-text-muted">No gateway is connected in {environment}.</CardBody>;
  }
  return (
    <CardBody className="flex flex-col gap-4">
      {live.incident ? <IncidentCallout incident={live.incident} /> : null}
      <TargetRows live={live} />
      <ServingRibbon versionRef={versionRef} environment={environment} primary={live.targets[0]?.id} />
    </CardBody>
  );
}

function TargetRows({ live }: { live: Live }) {
  const states = statesNow(live);
  const serving = servingNow(live);
  return (
    <ul className="flex flex-col divide-y rounded-md border">
      {live.targets.map((target, index) => {
        const status = states[target.id];
        return (
          <li
            key={target.id}
            className="flex min-h-11 flex-wrap items-center gap-x-3 gap-y-1 px-3 py-2 text-sm"
          >
            <span className="min-w-0 truncate font-medium">{target.id}</span>
            {status ? <TargetStateBadge status={status} /> : null}
            {serving === target.id ? <Badge tone={index === 0 ? "ok" : "fallback"}>Answers now</Badge> : null}
            {status?.reason ? (
              <span className="min-w-0 truncate text-xs text-text-muted">
                {status.reason.replaceAll("_", " ")}
              </span>
            ) : null}
            <span className="ml-auto text-xs text-text-muted tabular-nums">
              {target.requests === 0
                ? "No traffic in the last hour"
                : `${target.requests.toLocaleString("en")} requests · p50 ${target.p50Ms ?? "–"} ms · p95 ${target.p95Ms ?? "–"} ms`}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
