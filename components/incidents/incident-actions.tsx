"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { routes } from "@/components/shell/routes.ts";
import { ButtonLink } from "@/components/ui/button-link.tsx";
import { Card, CardBody, CardHeader } from "@/components/ui/card.tsx";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { SkeletonRows } from "@/components/ui/skeleton.tsx";
import type { IncidentDetail } from "#lib/telemetry/schema";
import { AlertCallout } from "./alert-callout.tsx";
import { LiveTargets } from "./live-targets.tsx";
import { OrderDialog } from "./order-dialog.tsx";
import type { OrderChoice } from "./order-reach.ts";
import { PinCallout } from "./pin-callout.tsx";
import { liveQuery } from "./queries.ts";

/** While it is open: how the targets are now, and what this reader can do about it. */
export function IncidentActions({ incident }: { incident: IncidentDetail }) {
  if (incident.closedAt !== null) return null;
  return (
    <>
      <AlertCallout incident={incident} mayAcknowledge={incident.mayAcknowledge} />
      <WhatToDo incident={incident} />
    </>
  );
}

function WhatToDo({ incident }: { incident: IncidentDetail }) {
  const { api, version, environment, mayOrder, mayEditChain } = incident;
  const versionRef = { slug: api, version };
  const live = useQuery(liveQuery(versionRef, environment));
  const [choice, setChoice] = useState<OrderChoice>();
  const pin = live.data?.control.pin;
  const view = { version, environment };
  return (
    <Card>
      <CardHeader
        title="Now"
        description={
          mayOrder
            ? "Pin traffic to a target, fail back, or change the chain."
            : "People on call and owners of the API can pin traffic and fail back."
        }
        actions={
          <>
            <ButtonLink size="sm" variant="ghost" href={routes.api(api, view)}>
              The API
            </ButtonLink>
            <ButtonLink size="sm" href={routes.fallback(api, view)}>
              {mayEditChain ? "Edit the chain" : "See the chain"}
            </ButtonLink>
          </>
        }
      />
      <CardBody className="flex flex-col gap-4">
        {pin ? (
          <PinCallout
            pin={pin}
            primary={live.data?.primary ?? undefined}
            onRelease={mayOrder ? () => setChoice({ action: "release_pin", target: pin.target }) : undefined}
          />
        ) : null}
        {live.data ? (
          <LiveTargets live={live.data} onOrder={mayOrder ? setChoice : undefined} />
        ) : live.isLoadingError ? (
          <ProblemCallout error={live.error} />
        ) : (
          <SkeletonRows rows={2} label="Asking the gateways" />
        )}
        {choice && live.data ? (
          <OrderDialog
            versionRef={versionRef}
            live={live.data}
            choice={choice}
            onClose={() => setChoice(undefined)}
          />
        ) : null}
      </CardBody>
    </Card>
  );
}
