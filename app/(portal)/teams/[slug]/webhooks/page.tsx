import type { Metadata } from "next";
import { orNotFound, pageCtx } from "@/app/_server/page-ctx.ts";
import { Prefetched } from "@/components/shell/prefetched.tsx";
import { createQueryClient } from "@/components/shell/query-client.ts";
import { routes } from "@/components/shell/routes.ts";
import { Breadcrumbs } from "@/components/ui/breadcrumbs.tsx";
import { PageHeader } from "@/components/ui/page-header.tsx";
import { webhooksQuery } from "@/components/webhooks/queries.ts";
import { WebhooksCard } from "@/components/webhooks/webhooks-card.tsx";
import { readTeam } from "#lib/identity";
import { listWebhooks, WebhookList } from "#lib/webhooks";

export const metadata: Metadata = { title: "Webhooks" };

type Props = PageProps<"/teams/[slug]/webhooks">;

export default async function TeamWebhooksPage({ params, searchParams }: Props) {
  const ctx = await pageCtx();
  const { slug } = await params;
  const query = { ...WebhookList.url.parse(await searchParams), team: slug };
  const client = createQueryClient();
  const [team, webhooks] = await orNotFound(Promise.all([readTeam(ctx, slug), listWebhooks(ctx, query)]));
  client.setQueryData(webhooksQuery(slug, query.page).queryKey, webhooks);
  const above = [
    { label: "Teams", href: routes.teams() },
    { label: team.name, href: routes.team(slug) },
  ];
  return (
    <Prefetched client={client}>
      <PageHeader
        title="Webhooks"
        description={`Where events that concern ${team.name} are sent, besides its members.`}
        breadcrumbs={<Breadcrumbs items={[...above, { label: "Webhooks" }]} />}
      />
      <WebhooksCard team={slug} page={query.page} />
    </Prefetched>
  );
}
