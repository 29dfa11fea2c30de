import { orNotFound, pageCtx } from "@/app/_server/page-ctx.ts";
import { ApplicationView } from "@/components/consumers/application-view.tsx";
import { applicationQuery, subscriptionsQuery } from "@/components/consumers/queries.ts";
import { ALL_SUBSCRIPTIONS } from "@/components/consumers/all-subscriptions.ts";
import { Prefetched } from "@/components/shell/prefetched.tsx";
import { createQueryClient } from "@/components/shell/query-client.ts";
import { listEnvironments } from "#lib/catalogue";
import { getApplication, listApplicationSubscriptions } from "#lib/consumers";

export default async function ApplicationPage({ params }: PageProps<"/applications/[slug]">) {
  const ctx = await pageCtx();
  const { slug } = await params;
  const client = createQueryClient();
  const [application, subscriptions, environments] = await orNotFound(
    Promise.all([
      getApplication(ctx, { slug }),
      listApplicationSubscriptions(ctx, { slug }, ALL_SUBSCRIPTIONS),
      listEnvironments(ctx),
    ]),
  );
  client.setQueryData(applicationQuery(slug).queryKey, application);
  client.setQueryData(subscriptionsQuery(slug, ALL_SUBSCRIPTIONS).queryKey, subscriptions);
  return (
    <Prefetched client={client}>
      <title>{`${application.name} · Understudy`}</title>
      <ApplicationView slug={slug} environments={environments} />
    </Prefetched>
  );
}
