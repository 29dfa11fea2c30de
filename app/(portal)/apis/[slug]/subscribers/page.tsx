import type { Metadata } from "next";
import { orNotFound, pageCtx } from "@/app/_server/page-ctx.ts";
import { TeamOnly } from "@/components/apis/team-only.tsx";
import { reachQuery, subscribersQuery } from "@/components/consumers/queries.ts";
import { Subscribers } from "@/components/consumers/subscribers.tsx";
import { Prefetched } from "@/components/shell/prefetched.tsx";
import { createQueryClient } from "@/components/shell/query-client.ts";
import { listSubscribers, readReach, SubscriptionList } from "#lib/consumers";
import { readApi } from "../api-view.ts";

export const metadata: Metadata = { title: "Subscribers" };

export default async function SubscribersPage({
  params,
  searchParams,
}: PageProps<"/apis/[slug]/subscribers">) {
  const ctx = await pageCtx();
  const { slug } = await params;
  const { maySeeSubscribers, team } = await readApi(slug);
  if (!maySeeSubscribers) return <TeamOnly title="Who has subscribed, its own team sees." team={team.name} />;
  const query = SubscriptionList.url.parse(await searchParams);
  const client = createQueryClient();
  const [subscribers, reach] = await orNotFound(
    Promise.all([listSubscribers(ctx, { slug }, query), readReach(ctx, { slug })]),
  );
  client.setQueryData(subscribersQuery(slug, query).queryKey, subscribers);
  client.setQueryData(reachQuery(slug).queryKey, reach);
  return (
    <Prefetched client={client}>
      <Subscribers slug={slug} query={query} />
    </Prefetched>
  );
}
