"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { VersionRef } from "@/components/publishing/queries.ts";
import { Card, CardBody, CardHeader } from "@/components/ui/card.tsx";
import { HealthBadge } from "@/components/ui/health-badge.tsx";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { SkeletonRows } from "@/components/ui/skeleton.tsx";
import type { Live } from "#lib/telemetry/schema";
import { AlertCallout } from "./alert-callout.tsx";
import { IncidentCallout } from "./incident-callout.tsx";
import { healthOf } from "./live-state.ts";
import { LiveTargets } from "./live-targets.tsx";
import { OrderDialog } from "./order-dialog.tsx";
import type { OrderChoice } from "./order-reach.ts";
import { PinCallout } from "./pin-callout.tsx";
import { liveQuery } from "./queries.ts";
import { RescueCallout } from "./rescue-callout.tsx";
import { ServingRibbon } from "./serving-ribbon.tsx";

interface LivePanelProps {
  versionRef: VersionRef;
  environment: string;
}

/** Who answers now, by whose order, with what behind it, and the last hour. Kept current every second. */
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
      {live.isLoadingError ? (
        <CardBody>
          <ProblemCallout error={live.error} />
        </CardBody>
      ) : null}
      {live.data ? <LiveBody live={live.data} versionRef={versionRef} environment={environment} /> : null}
    </Card>
  );
}

function LiveBody({ live, versionRef, environment }: LivePanelProps & { live: Live }) {
  const [choice, setChoice] = useState<OrderChoice>();
  if (live.published === null) {
    return <CardBody className="text-text-muted">Not published in {environment}.</CardBody>;
  }
  const { pin } = live.control;
  const primary = live.primary ?? undefined;
  const isAnyConnected = live.nodes.some((node) => node.connected);
  return (
    <CardBody className="flex flex-col gap-4">
      {live.incident ? <AlertCallout incident={live.incident} mayAcknowledge={live.mayOrder} /> : null}
      {live.rescueAlert ? <RescueCallout alert={live.rescueAlert} mayAcknowledge={live.mayOrder} /> : null}
      {pin ? (
        <PinCallout
          pin={pin}
          primary={primary}
          onRelease={
            live.mayOrder ? () => setChoice({ action: "release_pin", target: pin.target }) : undefined
          }
        />
      ) : null}
      {live.incident ? <IncidentCallout incident={live.incident} /> : null}
      {isAnyConnected ? null : (
        <p className="text-sm text-text-muted">No gateway is connected in {environment}.</p>
      )}
      <LiveTargets live={live} onOrder={live.mayOrder ? setChoice : undefined} />
      {isAnyConnected ? (
        <ServingRibbon versionRef={versionRef} environment={environment} primary={primary} />
      ) : null}
      {choice ? (
        <OrderDialog
          versionRef={versionRef}
          live={live}
          choice={choice}
          onClose={() => setChoice(undefined)}
        />
      ) : null}
    </CardBody>
  );
}
