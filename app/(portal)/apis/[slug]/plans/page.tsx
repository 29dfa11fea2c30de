import type { Metadata } from "next";
import { pageCtx } from "@/app/_server/page-ctx.ts";
import { AccessCard } from "@/components/access/access-card.tsx";
import { accessQuery } from "@/components/access/queries.ts";
import { Plans } from "@/components/consumers/plans.tsx";
import { plansQuery } from "@/components/consumers/queries.ts";
import { Prefetched } from "@/components/shell/prefetched.tsx";
import { createQueryClient } from "@/components/shell/query-client.ts";
import { getAccess } from "#lib/catalogue";
import { listPlans } from "#lib/consumers";
import { apiView } from "../api-view.ts";

export const metadata: Metadata = { title: "Plans" };

export default async function PlansPage({ params, searchParams }: PageProps<"/apis/[slug]/plans">) {
  const { slug, version } = await apiView(await params, await searchParams);
  const client = createQueryClient();
  const ctx = await pageCtx();
  const [plans, access] = await Promise.all([
    listPlans(ctx, { slug, version }),
    getAccess(ctx, { slug, version }),
  ]);
  client.setQueryData(plansQuery(slug, version).queryKey, plans);
  client.setQueryData(accessQuery(slug, version).queryKey, access);
  return (
    <Prefetched client={client}>
      <Plans slug={slug} version={version} />
      <AccessCard slug={slug} version={version} />
    </Prefetched>
  );
}
