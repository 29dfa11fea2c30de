import type { Metadata } from "next";
import { orNotFound, pageCtx } from "@/app/_server/page-ctx.ts";
import { TeamOnly } from "@/components/apis/team-only.tsx";
import { searchParamsOf } from "@/components/shell/search-params.ts";
import { Prefetched } from "@/components/shell/prefetched.tsx";
import { createQueryClient } from "@/components/shell/query-client.ts";
import { ApiUsage } from "@/components/usage/api-usage.tsx";
import { callersQuery, usageLookOf, usageQuery, type UsageScope } from "@/components/usage/queries.ts";
import { CallerList, getApiUsage, listCallers } from "#lib/usage";
import { apiView } from "../api-view.ts";

export const metadata: Metadata = { title: "Usage" };

export default async function ApiUsagePage({ params, searchParams }: PageProps<"/apis/[slug]/usage">) {
  const ctx = await pageCtx();
  const search = await searchParams;
  const { slug, version, environment, api } = await apiView(await params, search);
  if (!api.maySeeSubscribers)
    return <TeamOnly title="How much it is called, its own team sees." team={api.team.name} />;
  const scope: UsageScope = { of: "apis", slug, version, environment };
  const { range, by, callersPage: page } = usageLookOf(scope, searchParamsOf(search));
  const client = createQueryClient();
  const [usage, callers] = await orNotFound(
    Promise.all([
      getApiUsage(ctx, slug, { range, by, environment, ...(by === "version" ? {} : { version }) }),
      listCallers(ctx, slug, CallerList.parse({ version, environment, page })),
    ]),
  );
  client.setQueryData(usageQuery(scope, { range, by, callersPage: page }).queryKey, usage);
  client.setQueryData(callersQuery({ slug, version, environment, page }).queryKey, callers);
  return (
    <Prefetched client={client}>
      <ApiUsage slug={slug} version={version} environment={environment} />
    </Prefetched>
  );
}
