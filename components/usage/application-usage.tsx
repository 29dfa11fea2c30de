"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import { applicationQuery } from "@/components/consumers/queries.ts";
import { routes } from "@/components/shell/routes.ts";
import { Breadcrumbs } from "@/components/ui/breadcrumbs.tsx";
import { PageHeader } from "@/components/ui/page-header.tsx";
import { UsageView } from "./usage-view.tsx";

/** What an application has called, in all environments. */
export function ApplicationUsage({ slug }: { slug: string }) {
  const { data: application } = useSuspenseQuery(applicationQuery(slug));
  const above = [
    { label: "Applications", href: routes.applications() },
    { label: application.name, href: routes.application(slug) },
  ];
  return (
    <>
      <PageHeader
        title={`Usage of ${application.name}`}
        description="What it called, over all environments."
        breadcrumbs={<Breadcrumbs items={[...above, { label: "Usage" }]} />}
      />
      <UsageView scope={{ of: "applications", slug }} />
    </>
  );
}
