"use client";

import { useQuery } from "@tanstack/react-query";
import { CircleCheck, CirclePlus, LayoutGrid } from "lucide-react";
import { requestsQuery } from "@/components/consumers/queries.ts";
import { waitingQuery } from "@/components/reviews/queries.ts";
import { endingsQuery } from "@/components/versions/queries.ts";
import { overviewQuery } from "@/components/shell/queries.ts";
import { routes } from "@/components/shell/routes.ts";
import { ButtonLink } from "@/components/ui/button-link.tsx";
import { Callout } from "@/components/ui/callout.tsx";
import { Card } from "@/components/ui/card.tsx";
import { EmptyState } from "@/components/ui/empty-state.tsx";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { SkeletonRows } from "@/components/ui/skeleton.tsx";
import type { Overview } from "#lib/publishing/schema";
import { Endings } from "./endings.tsx";
import { FallbackAlerts } from "./fallback-alerts.tsx";
import { FailedPublications } from "./failed-publications.tsx";
import { GatewaysInNeed } from "./gateways-in-need.tsx";
import { SubscriptionRequests } from "./subscription-requests.tsx";
import { OpenIncidentList } from "./open-incident-list.tsx";
import { BrokenGlass, ReviewsWaiting } from "./reviews-waiting.tsx";
import { RecentChanges } from "./recent-changes.tsx";
import { RescueAlerts } from "./rescue-alerts.tsx";
import { SummaryStrip } from "./summary-strip.tsx";
import { WithoutFallback } from "./without-fallback.tsx";

/** What is the state, what needs me, what changed. */
export function Home({ hasApis, mayRegister }: { hasApis: boolean; mayRegister: boolean }) {
  const overview = useQuery(overviewQuery);
  const requests = useQuery(requestsQuery);
  const waiting = useQuery(waitingQuery);
  const endings = useQuery(endingsQuery);
  const asked = [requests, waiting, endings];
  if (overview.isPending) {
    return (
      <Card>
        <SkeletonRows label="Loading what needs you" />
      </Card>
    );
  }
  if (overview.isLoadingError) return <ProblemCallout error={overview.error} />;
  const { data } = overview;
  const notShown = [requests, waiting].find((query) => query.isLoadingError)?.error;
  return (
    <div className="flex flex-col gap-6">
      {data.storeProblems.map(({ environment, problem }) => (
        <Callout
          key={environment}
          tone="danger"
          title={`The shared store of ${environment} does not answer.`}
        >
          {problem} Gateways keep serving what they have; publications arrive when it returns.
        </Callout>
      ))}
      <BrokenGlass />
      <FallbackAlerts incidents={data.incidents} />
      <RescueAlerts alerts={data.rescueAlerts} />
      {notShown ? <ProblemCallout error={notShown} /> : null}
      {hasApis ? <SummaryStrip overview={data} /> : <FirstApi mayRegister={mayRegister} />}
      <div className={hasApis ? "grid grid-cols-1 items-start gap-6 lg:grid-cols-3" : "flex flex-col gap-6"}>
        <div className="flex min-w-0 flex-col gap-6 empty:hidden lg:col-span-2">
          <OpenIncidentList incidents={data.incidents} />
          <ReviewsWaiting />
          <SubscriptionRequests />
          <Endings />
          <FailedPublications publications={data.failedPublications} />
          <GatewaysInNeed gateways={data.gateways} />
          <WithoutFallback versions={data.withoutFallback} />
          {hasApis && isCalm(data) && asked.every((one) => one.data?.total === 0) ? (
            <Card>
              <EmptyState
                icon={CircleCheck}
                title="Nothing needs you."
                action={<ButtonLink href={routes.catalogue()}>Find an API</ButtonLink>}
              >
                Every version is answered by its primary, and every gateway has what was published.
              </EmptyState>
            </Card>
          ) : null}
        </div>
        <RecentChanges changes={data.recentChanges} />
      </div>
    </div>
  );
}

function isCalm(data: Overview): boolean {
  const { incidents, rescueAlerts, failedPublications, gateways, withoutFallback } = data;
  const needs = [incidents, rescueAlerts, failedPublications, gateways, withoutFallback];
  return needs.every(({ total }) => total === 0);
}

function FirstApi({ mayRegister }: { mayRegister: boolean }) {
  if (!mayRegister) {
    return (
      <Card>
        <EmptyState icon={LayoutGrid} title="There is no API for you to see yet.">
          APIs belong to teams. Ask an administrator to put you into one, or wait until a team shares what it
          has.
        </EmptyState>
      </Card>
    );
  }
  return (
    <Card>
      <EmptyState
        icon={CirclePlus}
        title="No API is registered yet."
        action={
          <ButtonLink href={routes.newApi()} variant="primary">
            Register your first API
          </ButtonLink>
        }
      >
        Bring an OpenAPI document. Then give it an understudy, and publish.
      </EmptyState>
    </Card>
  );
}
