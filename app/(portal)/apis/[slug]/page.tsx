import { ApiFacts } from "@/components/apis/api-facts.tsx";
import { LivePanel } from "@/components/incidents/live-panel.tsx";
import { UsedBy } from "@/components/publishing/used-by.tsx";
import { Prefetched } from "@/components/shell/prefetched.tsx";
import { Skeleton } from "@/components/ui/skeleton.tsx";
import { LatestChanges } from "@/components/versions/latest-changes.tsx";
import { LifeNotice } from "@/components/versions/life-notice.tsx";
import { apiView } from "./api-view.ts";
import { prefetchOverview } from "./prefetch-overview.ts";
import { DocumentDescription, DocumentExample, WhenPrepared } from "./document-parts.tsx";

export default async function ApiPage({ params, searchParams }: PageProps<"/apis/[slug]">) {
  const { slug, version, environment } = await apiView(await params, await searchParams);
  return (
    <Prefetched client={await prefetchOverview({ slug, version }, environment)}>
      <div className="grid grid-cols-1 gap-6 lg:grid-cols-3">
        <div className="flex min-w-0 flex-col gap-6 lg:col-span-2">
          <LifeNotice slug={slug} version={version} />
          <WhenPrepared slug={slug} version={version} fallback={<Skeleton className="h-32" />}>
            <DocumentDescription slug={slug} version={version} />
          </WhenPrepared>
          <LivePanel versionRef={{ slug, version }} environment={environment} />
          <WhenPrepared slug={slug} version={version} fallback={<Skeleton className="h-56" />}>
            <DocumentExample slug={slug} version={version} />
          </WhenPrepared>
          <LatestChanges slug={slug} version={version} />
        </div>
        <div className="flex min-w-0 flex-col gap-6">
          <ApiFacts slug={slug} />
          <UsedBy versionRef={{ slug, version }} environment={environment} />
        </div>
      </div>
    </Prefetched>
  );
}
