import { instance } from "@/app/_server/instance.ts";
import { pageCtx } from "@/app/_server/page-ctx.ts";
import { ApiFacts } from "@/components/apis/api-facts.tsx";
import { HowToCall } from "@/components/apis/how-to-call.tsx";
import { RecentPublications } from "@/components/apis/recent-publications.tsx";
import { UsedBy } from "@/components/publishing/used-by.tsx";
import { LivePanel } from "@/components/incidents/live-panel.tsx";
import { callExample } from "./call-example.ts";
import { apiView } from "./api-view.ts";

export default async function ApiPage({ params, searchParams }: PageProps<"/apis/[slug]">) {
  const ctx = await pageCtx();
  const view = await apiView(await params, await searchParams);
  const { slug, version, environment } = view;
  const { gateway } = instance().config;
  const gatewayUrl = gateway?.environment === environment ? gateway.url : undefined;
  return (
    <div className="grid gap-6 lg:grid-cols-3">
      <div className="flex min-w-0 flex-col gap-6 lg:col-span-2">
        <LivePanel versionRef={{ slug, version }} environment={environment} />
        <HowToCall slug={slug} example={await callExample(ctx, view)} gatewayUrl={gatewayUrl} />
        <RecentPublications versionRef={{ slug, version }} />
      </div>
      <div className="flex min-w-0 flex-col gap-6 self-start">
        <ApiFacts slug={slug} />
        <UsedBy versionRef={{ slug, version }} environment={environment} />
      </div>
    </div>
  );
}
