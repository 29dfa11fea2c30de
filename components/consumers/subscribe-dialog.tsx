"use client";

import { useQuery } from "@tanstack/react-query";
import { Boxes, ListChecks } from "lucide-react";
import { routes } from "@/components/shell/routes.ts";
import { ButtonLink } from "@/components/ui/button-link.tsx";
import { Dialog } from "@/components/ui/dialog.tsx";
import { EmptyState } from "@/components/ui/empty-state.tsx";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { Skeleton } from "@/components/ui/skeleton.tsx";
import { applicationsQuery, plansQuery } from "./queries.ts";
import { SubscribeForm } from "./subscribe-form.tsx";

export interface SubscribeTo {
  slug: string;
  name: string;
  version: string;
  /** The environments the version is published in, and the one that is looked at. */
  liveIn: string[];
  environment: string;
  team: string;
}

/** Everything that can be chosen fits one page of a hundred; more is found on the application's own page. */
const OWN = { page: 1, size: 100, sort: "name", dir: "asc", q: "", mine: true } as const;

/** Which application, where, under which plan; what happens next is said before it is asked for. */
export function SubscribeDialog({ to, onClose }: { to: SubscribeTo; onClose: () => void }) {
  const applications = useQuery(applicationsQuery(OWN));
  const plans = useQuery(plansQuery(to.slug, to.version));
  const error = applications.error ?? plans.error;
  const offered = plans.data?.items.filter((plan) => plan.offered) ?? [];
  const title = `Subscribe to ${to.name} ${to.version}`;
  if (applications.data && plans.data && applications.data.total > 0 && offered.length > 0)
    return (
      <SubscribeForm
        to={to}
        title={title}
        applications={applications.data.items}
        plans={offered}
        onClose={onClose}
      />
    );
  return (
    <Dialog open onClose={onClose} size="md" title={title}>
      {error ? <ProblemCallout error={error} /> : null}
      {plans.data && offered.length === 0 ? (
        <EmptyState
          icon={ListChecks}
          title="No plan is offered yet."
          action={
            plans.data.mayChange ? (
              <ButtonLink href={routes.plans(to.slug, { version: to.version })} variant="primary">
                Offer a plan
              </ButtonLink>
            ) : null
          }
        >
          {plans.data.mayChange
            ? "A plan says how much a subscriber may call, and whether you approve first."
            : `Ask ${to.team} to offer one.`}
        </EmptyState>
      ) : applications.data?.total === 0 ? (
        <EmptyState
          icon={Boxes}
          title="Your teams have no application yet."
          action={
            <ButtonLink href={routes.applications()} variant="primary">
              Open an application
            </ButtonLink>
          }
        >
          An application is what calls: it holds the subscription and the keys. Open one, then come back.
        </EmptyState>
      ) : error ? null : (
        <Skeleton className="h-40 w-full" />
      )}
    </Dialog>
  );
}
