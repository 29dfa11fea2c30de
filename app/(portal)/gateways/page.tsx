import type { Metadata } from "next";
import { pageCtx } from "@/app/_server/page-ctx.ts";
import { environmentsQuery } from "@/components/apis/queries.ts";
import { parseGatewaySearch } from "@/components/gateways/gateway-search.ts";
import { Gateways } from "@/components/gateways/gateways.tsx";
import { gatewaysQuery } from "@/components/gateways/queries.ts";
import { Prefetched } from "@/components/shell/prefetched.tsx";
import { createQueryClient } from "@/components/shell/query-client.ts";
import { searchParamsOf } from "@/components/shell/search-params.ts";
import { PageHeader } from "@/components/ui/page-header.tsx";
import { listEnvironments } from "#lib/catalogue";
import { listGateways } from "#lib/publishing";

export const metadata: Metadata = { title: "Gateways" };

export default async function GatewaysPage({ searchParams }: PageProps<"/gateways">) {
  const ctx = await pageCtx();
  const query = parseGatewaySearch(searchParamsOf(await searchParams));
  const client = createQueryClient();
  await Promise.all([
    client.query({ ...gatewaysQuery(query), queryFn: () => listGateways(ctx, query) }),
    client.query({ ...environmentsQuery, queryFn: () => listEnvironments(ctx) }),
  ]);
  return (
    <>
      <PageHeader
        title="Gateways"
        description="Which nodes serve which environment, and what they have applied."
      />
      <Prefetched client={client}>
        <Gateways />
      </Prefetched>
    </>
  );
}
