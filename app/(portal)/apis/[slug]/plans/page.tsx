import type { Metadata } from "next";
import { pageCtx } from "@/app/_server/page-ctx.ts";
import { Plans } from "@/components/consumers/plans.tsx";
import { plansQuery } from "@/components/consumers/queries.ts";
import { Prefetched } from "@/components/shell/prefetched.tsx";
import { createQueryClient } from "@/components/shell/query-client.ts";
import { listPlans } from "#lib/consumers";
import { apiView } from "../api-view.ts";

export const metadata: Metadata = { title: "Plans" };

export default async function PlansPage({ params, searchParams }: PageProps<"/apis/[slug]/plans">) {
  const { slug, version } = await apiView(await params, await searchParams);
  const client = createQueryClient();
  client.setQueryData(
    plansQuery(slug, version).queryKey,
    await listPlans(await pageCtx(), { slug, version }),
  );
  return (
    <Prefetched client={client}>
      <Plans slug={slug} version={version} />
    </Prefetched>
  );
}
