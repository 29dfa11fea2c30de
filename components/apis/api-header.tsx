"use client";

import { SubscribeButton } from "@/components/consumers/subscribe-button.tsx";
import { LiveIn } from "@/components/catalogue/live-in.tsx";
import { OpenIncidentBadge } from "@/components/incidents/open-incident-badge.tsx";
import { UnreviewedBanner } from "@/components/reviews/unreviewed-banner.tsx";
import { VersionReviewBadge } from "@/components/reviews/version-review-badge.tsx";
import { routes } from "@/components/shell/routes.ts";
import { Breadcrumbs } from "@/components/ui/breadcrumbs.tsx";
import { PageHeader } from "@/components/ui/page-header.tsx";
import { StageBadge } from "@/components/ui/stage-badge.tsx";
import { Tabs } from "@/components/ui/tabs.tsx";
import { TierBadge } from "@/components/ui/tier-badge.tsx";
import { useApiView } from "./use-api-view.ts";
import { tabsOf } from "./api-tabs.ts";
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
            {shown && shown.liveIn.includes(environment) ? (
              <OpenIncidentBadge versionRef={{ slug, version: shown.name }} environment={environment} />
            ) : null}
            {shown ? <StageBadge stage={shown.stage} /> : null}
            {shown ? <VersionReviewBadge slug={slug} version={shown.name} /> : null}
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
      {shown ? <UnreviewedBanner slug={slug} version={shown.name} /> : null}
      <Tabs
        label={`Sections of ${api.name}`}
        items={tabsOf(slug, view, {
          operations: shown?.operationCount,
          versions: api.versionCount,
          maySeeSubscribers: api.maySeeSubscribers,
        })}
      />
    </div>
  );
}
