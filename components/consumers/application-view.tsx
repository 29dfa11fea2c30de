"use client";

import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { ChartColumn } from "lucide-react";
import { routes } from "@/components/shell/routes.ts";
import { Badge } from "@/components/ui/badge.tsx";
import { Breadcrumbs } from "@/components/ui/breadcrumbs.tsx";
import { ButtonLink } from "@/components/ui/button-link.tsx";
import { Callout } from "@/components/ui/callout.tsx";
import { TransferCard } from "@/components/teams/transfer-card.tsx";
import { PageHeader } from "@/components/ui/page-header.tsx";
import type { EnvironmentDto } from "#lib/catalogue/schema";
import { ALL_SUBSCRIPTIONS } from "./all-subscriptions.ts";
import { ApplicationSettings } from "./application-settings.tsx";
import { KeysCard } from "./keys-card.tsx";
import { applicationQuery, subscriptionsQuery } from "./queries.ts";
import { SubscriptionsCard } from "./subscriptions-card.tsx";

/** One application: what it calls, with which keys, and whose it is. */
export function ApplicationView({ slug, environments }: { slug: string; environments: EnvironmentDto[] }) {
  const { data: application } = useSuspenseQuery(applicationQuery(slug));
  const { data: subscriptions } = useQuery(subscriptionsQuery(slug, ALL_SUBSCRIPTIONS));
  const active = subscriptions?.items.find(({ state }) => state === "active");
  const { name, description, team, mayUpdate, usableKeys } = application;
  return (
    <div className="flex flex-col gap-6">
      <PageHeader
        title={name}
        description={description}
        breadcrumbs={
          <Breadcrumbs items={[{ label: "Applications", href: routes.applications() }, { label: slug }]} />
        }
        badges={
          <Badge tone="outline">
            <span className="truncate">{team.name}</span>
          </Badge>
        }
        actions={
          <ButtonLink href={routes.applicationUsage(slug)}>
            <ChartColumn aria-hidden />
            Usage
          </ButtonLink>
        }
      />
      {active && usableKeys === 0 && mayUpdate ? (
        <Callout tone="info" title="One step to the first call: a key.">
          {`The subscription to ${active.api.name} is active. Make a key for ${active.environment}, and send it as “Authorization: Bearer …”.`}
        </Callout>
      ) : null}
      <SubscriptionsCard slug={slug} />
      <KeysCard
        slug={slug}
        environments={environments}
        mayUpdate={mayUpdate}
        suggested={active?.environment}
      />
      {mayUpdate ? <ApplicationSettings application={application} /> : null}
      {application.mayDelete ? (
        <TransferCard kind="application" slug={slug} team={application.team.slug} />
      ) : null}
    </div>
  );
}
