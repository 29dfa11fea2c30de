import type { Metadata } from "next";
import { pageCtx } from "@/app/_server/page-ctx.ts";
import { actingTeams } from "@/app/_server/acting-teams.ts";
import { ApplicationTable } from "@/components/consumers/application-table.tsx";
import { applicationsQuery } from "@/components/consumers/queries.ts";
import { Prefetched } from "@/components/shell/prefetched.tsx";
import { createQueryClient } from "@/components/shell/query-client.ts";
import { PageHeader } from "@/components/ui/page-header.tsx";
import { ApplicationList, listApplications } from "#lib/consumers";

export const metadata: Metadata = { title: "Applications" };

export default async function ApplicationsPage({ searchParams }: PageProps<"/applications">) {
  const ctx = await pageCtx();
  const query = ApplicationList.url.parse(await searchParams);
  const client = createQueryClient();
  const [teams, applications] = await Promise.all([actingTeams(ctx), listApplications(ctx, query)]);
  client.setQueryData(applicationsQuery(query).queryKey, applications);
  return (
    <Prefetched client={client}>
      <PageHeader
        title="Applications"
        description="The clients that call APIs. Subscriptions and keys belong to them."
      />
      <ApplicationTable query={query} teams={teams} />
    </Prefetched>
  );
}
