import type { Metadata } from "next";
import { pageCtx } from "@/app/_server/page-ctx.ts";
import { environmentsQuery } from "@/components/apis/queries.ts";
import { AllIncidents } from "@/components/resilience/all-incidents.tsx";
import { parseIncidentSearch } from "@/components/resilience/incident-search.ts";
import { incidentsQuery } from "@/components/resilience/queries.ts";
import { Prefetched } from "@/components/shell/prefetched.tsx";
import { createQueryClient } from "@/components/shell/query-client.ts";
import { searchParamsOf } from "@/components/shell/search-params.ts";
import { PageHeader } from "@/components/ui/page-header.tsx";
import { listEnvironments } from "#lib/catalogue";
import { listIncidents } from "#lib/telemetry";

export const metadata: Metadata = { title: "Resilience" };

export default async function IncidentsPage({ searchParams }: PageProps<"/incidents">) {
  const ctx = await pageCtx();
  const query = parseIncidentSearch(searchParamsOf(await searchParams));
  const client = createQueryClient();
  await Promise.all([
    client.query({ ...incidentsQuery(query), queryFn: () => listIncidents(ctx, query) }),
    client.query({ ...environmentsQuery, queryFn: () => listEnvironments(ctx) }),
  ]);
  return (
    <>
      <PageHeader
        title="Resilience"
        description="When an understudy stepped in: where, why, and what it saved."
      />
      <Prefetched client={client}>
        <AllIncidents />
      </Prefetched>
    </>
  );
}
