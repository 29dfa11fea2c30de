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

/** Those this person may act for; who has more than a hundred finds them by name. */
const ACTING = { page: 1, size: 100, sort: "name", dir: "asc", q: "", mine: false, acting: true } as const;

/** Which application, where, under which plan; what happens next is said before it is asked for. */
export function SubscribeDialog({ to, onClose }: { to: SubscribeTo; onClose: () => void }) {
  const applications = useQuery(applicationsQuery(ACTING));
  const plans = useQuery(plansQuery(to.slug, to.version));
  const error = applications.error ?? plans.error;
  const offered = plans.data?.items.filter((plan) => plan.offered) ?? [];
  const title = `Subscribe to ${to.name} ${to.version}`;
  if (applications.data && plans.data && applications.data.total > 0 && offered.length > 0)
    return (
      <SubscribeForm
        to={to}
        title={title}
        applications={applications.data}
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
          title="There is no application that you may act for."
          action={
            <ButtonLink href={routes.applications()} variant="primary">
              Open an application
            </ButtonLink>
          }
        >
          An application is what calls: it holds the subscription and the keys. Owners and maintainers of a
          team open one and subscribe it.
        </EmptyState>
      ) : error ? null : (
        <Skeleton className="h-40 w-full" />
      )}
    </Dialog>
  );
}
