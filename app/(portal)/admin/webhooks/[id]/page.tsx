import type { Metadata } from "next";
import { orNotFound, pageCtx } from "@/app/_server/page-ctx.ts";
import { Prefetched } from "@/components/shell/prefetched.tsx";
import { createQueryClient } from "@/components/shell/query-client.ts";
import { searchParamsOf } from "@/components/shell/search-params.ts";
import { deliveriesQuery, deliveryQueryOf, webhookQuery } from "@/components/webhooks/queries.ts";
import { WebhookView } from "@/components/webhooks/webhook-view.tsx";
import { getWebhook, listDeliveries } from "#lib/webhooks";

export const metadata: Metadata = { title: "Webhook" };

export default async function WebhookPage({ params, searchParams }: PageProps<"/admin/webhooks/[id]">) {
  const ctx = await pageCtx();
  const { id } = await params;
  const query = deliveryQueryOf(searchParamsOf(await searchParams));
  const client = createQueryClient();
  const [webhook, deliveries] = await orNotFound(
    Promise.all([getWebhook(ctx, id), listDeliveries(ctx, { id, query })]),
  );
  client.setQueryData(webhookQuery(id).queryKey, webhook);
  client.setQueryData(deliveriesQuery(id, query).queryKey, deliveries);
  return (
    <Prefetched client={client}>
      <WebhookView id={id} />
    </Prefetched>
  );
}
