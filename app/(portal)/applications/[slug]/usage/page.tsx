import type { Metadata } from "next";
import { orNotFound, pageCtx } from "@/app/_server/page-ctx.ts";
import { environmentsQuery } from "@/components/apis/queries.ts";
import { applicationQuery } from "@/components/consumers/queries.ts";
import { Prefetched } from "@/components/shell/prefetched.tsx";
import { createQueryClient } from "@/components/shell/query-client.ts";
import { searchParamsOf } from "@/components/shell/search-params.ts";
import { ApplicationUsage } from "@/components/usage/application-usage.tsx";
import { applicationScope, usageLookOf, usageQuery } from "@/components/usage/queries.ts";
import { listEnvironments } from "#lib/catalogue";
import { getApplication } from "#lib/consumers";
import { ApplicationUsageQuery, getApplicationUsage } from "#lib/usage";

export const metadata: Metadata = { title: "Usage" };

type Props = PageProps<"/applications/[slug]/usage">;

export default async function ApplicationUsagePage({ params, searchParams }: Props) {
  const ctx = await pageCtx();
  const { slug } = await params;
  const search = searchParamsOf(await searchParams);
  const environments = await listEnvironments(ctx);
  const scope = applicationScope(slug, search, environments);
  const look = usageLookOf(scope, search);
  const query = ApplicationUsageQuery.parse({
    range: look.range,
    by: look.by,
    environment: scope.environment,
  });
  const client = createQueryClient();
  const [application, usage] = await orNotFound(
    Promise.all([getApplication(ctx, { slug }), getApplicationUsage(ctx, slug, query)]),
  );
  client.setQueryData(environmentsQuery.queryKey, environments);
  client.setQueryData(applicationQuery(slug).queryKey, application);
  client.setQueryData(usageQuery(scope, look).queryKey, usage);
  return (
    <Prefetched client={client}>
      <ApplicationUsage slug={slug} />
    </Prefetched>
  );
}
