import type { Metadata } from "next";
import { instance } from "@/app/_server/instance.ts";
import { orNotFound, pageCtx } from "@/app/_server/page-ctx.ts";
import { MailState } from "@/components/notifications/mail-state.tsx";
import { Prefetched } from "@/components/shell/prefetched.tsx";
import { createQueryClient } from "@/components/shell/query-client.ts";
import { PageHeader } from "@/components/ui/page-header.tsx";
import { webhooksQuery } from "@/components/webhooks/queries.ts";
import { WebhooksCard } from "@/components/webhooks/webhooks-card.tsx";
import { listWebhooks, WebhookList } from "#lib/webhooks";

export const metadata: Metadata = { title: "Webhooks and mail" };

export default async function WebhooksPage({ searchParams }: PageProps<"/admin/webhooks">) {
  const ctx = await pageCtx();
  const query = WebhookList.url.parse(await searchParams);
  const client = createQueryClient();
  client.setQueryData(
    webhooksQuery(undefined, query.page).queryKey,
    await orNotFound(listWebhooks(ctx, query)),
  );
  return (
    <Prefetched client={client}>
      <PageHeader
        title="Webhooks and mail"
        description="How events leave the portal. The organisation's webhooks hear of every team's events."
      />
      <MailState sender={instance().config.mailSender?.address} />
      <WebhooksCard page={query.page} />
    </Prefetched>
  );
}
