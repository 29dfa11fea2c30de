"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import { EnvironmentSelect } from "@/components/apis/environment-select.tsx";
import { environmentsQuery } from "@/components/apis/queries.ts";
import { applicationQuery } from "@/components/consumers/queries.ts";
import { routes } from "@/components/shell/routes.ts";
import { Breadcrumbs } from "@/components/ui/breadcrumbs.tsx";
import { useUrlSearch } from "@/components/shell/use-url-search.ts";
import { PageHeader } from "@/components/ui/page-header.tsx";
import { applicationScope } from "./queries.ts";
import { UsageView } from "./usage-view.tsx";

/** What an application has called, in one environment or in all of them. */
export function ApplicationUsage({ slug }: { slug: string }) {
  const { data: application } = useSuspenseQuery(applicationQuery(slug));
  const { data: environments } = useSuspenseQuery(environmentsQuery);
  const { search, change } = useUrlSearch();
  const scope = applicationScope(slug, new URLSearchParams(search), environments);
  const above = [
    { label: "Applications", href: routes.applications() },
    { label: application.name, href: routes.application(slug) },
  ];
  return (
    <>
      <PageHeader
        title={`Usage of ${application.name}`}
        description={
          scope.environment === undefined
            ? "What it called, over all environments."
            : `What it called in ${scope.environment}.`
        }
        actions={
          <EnvironmentSelect
            className="w-auto"
            environments={environments}
            value={scope.environment}
            onChange={(slug) => change({ environment: slug || undefined })}
          />
        }
        breadcrumbs={<Breadcrumbs items={[...above, { label: "Usage" }]} />}
      />
      <UsageView scope={scope} />
    </>
  );
}
