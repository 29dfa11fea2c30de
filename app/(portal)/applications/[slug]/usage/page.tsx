import type { Metadata } from "next";
import { orNotFound, pageCtx } from "@/app/_server/page-ctx.ts";
import { applicationQuery } from "@/components/consumers/queries.ts";
import { Prefetched } from "@/components/shell/prefetched.tsx";
import { createQueryClient } from "@/components/shell/query-client.ts";
import { searchParamsOf } from "@/components/shell/search-params.ts";
import { ApplicationUsage } from "@/components/usage/application-usage.tsx";
import { usageLookOf, usageQuery, type UsageScope } from "@/components/usage/queries.ts";
import { getApplication } from "#lib/consumers";
import { ApplicationUsageQuery, getApplicationUsage } from "#lib/usage";

export const metadata: Metadata = { title: "Usage" };

type Props = PageProps<"/applications/[slug]/usage">;

export default async function ApplicationUsagePage({ params, searchParams }: Props) {
  const ctx = await pageCtx();
  const { slug } = await params;
  const scope: UsageScope = { of: "applications", slug };
  const look = usageLookOf(scope, searchParamsOf(await searchParams));
  const query = ApplicationUsageQuery.parse({ range: look.range, by: look.by });
  const client = createQueryClient();
  const [application, usage] = await orNotFound(
    Promise.all([getApplication(ctx, { slug }), getApplicationUsage(ctx, slug, query)]),
  );
  client.setQueryData(applicationQuery(slug).queryKey, application);
  client.setQueryData(usageQuery(scope, look).queryKey, usage);
  return (
    <Prefetched client={client}>
      <ApplicationUsage slug={slug} />
    </Prefetched>
  );
}
