"use client";

import { SubscribeButton } from "@/components/consumers/subscribe-button.tsx";
import { LiveIn } from "@/components/catalogue/live-in.tsx";
import { routes } from "@/components/shell/routes.ts";
import { Breadcrumbs } from "@/components/ui/breadcrumbs.tsx";
import { PageHeader } from "@/components/ui/page-header.tsx";
import { StageBadge } from "@/components/ui/stage-badge.tsx";
import { Tabs } from "@/components/ui/tabs.tsx";
import { TierBadge } from "@/components/ui/tier-badge.tsx";
import { useApiView } from "./use-api-view.ts";
import { ViewSwitch } from "./view-switch.tsx";
import { VisibilityBadge } from "./visibility-badge.tsx";

/** What this API is, which version and environment are looked at, and its tabs. */
export function ApiHeader({ slug }: { slug: string }) {
  const { api, environments, version, environment, view } = useApiView(slug);
  const shown = api.versions.find(({ name }) => name === version);
  return (
    <div className="flex flex-col gap-4">
      <PageHeader
        title={api.name}
        description={api.summary}
        breadcrumbs={
          <Breadcrumbs items={[{ label: "Catalogue", href: routes.catalogue() }, { label: slug }]} />
        }
        badges={
          <>
            {shown ? <StageBadge stage={shown.stage} /> : null}
            <TierBadge tier={api.tier} />
            <VisibilityBadge visibility={api.visibility} />
            {shown && shown.liveIn.length > 0 ? <LiveIn environments={shown.liveIn} /> : null}
          </>
        }
        actions={
          <>
            <ViewSwitch
              versions={api.versions.map(({ name }) => name)}
              version={version}
              environments={environments}
              environment={environment}
            />
            {shown && shown.liveIn.length > 0 ? (
              <SubscribeButton
                slug={slug}
                name={api.name}
                version={shown.name}
                liveIn={shown.liveIn}
                environment={environment}
                team={api.team.name}
              />
            ) : null}
          </>
        }
      />
      <Tabs
        label={`Sections of ${api.name}`}
        items={[
          { href: routes.api(slug, view), label: "Overview", exact: true },
          {
            href: routes.reference(slug, view),
            label: "Reference",
            ...(shown ? { count: shown.operationCount } : {}),
          },
          { href: routes.plans(slug, view), label: "Plans" },
          ...(api.maySeeSubscribers
            ? [
                { href: routes.subscribers(slug), label: "Subscribers" },
                { href: routes.apiUsage(slug, view), label: "Usage" },
              ]
            : []),
          { href: routes.fallback(slug, view), label: "Fallback" },
          { href: routes.apiIncidents(slug, view), label: "Incidents" },
          { href: routes.versions(slug, view), label: "Versions", count: api.versionCount },
          { href: routes.changelog(slug, view), label: "Changelog" },
          { href: routes.lifecycle(slug, view), label: "Lifecycle" },
          { href: routes.activity(slug, view), label: "Activity" },
          { href: routes.apiSettings(slug, view), label: "Settings" },
        ]}
      />
    </div>
  );
}
