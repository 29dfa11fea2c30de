"use client";

import { useQuery } from "@tanstack/react-query";
import { History } from "lucide-react";
import { useApiView } from "@/components/apis/use-api-view.ts";
import { routes } from "@/components/shell/routes.ts";
import { Card, CardHeader } from "@/components/ui/card.tsx";
import { EmptyState } from "@/components/ui/empty-state.tsx";
import { Pagination } from "@/components/ui/pagination.tsx";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { SkeletonRows } from "@/components/ui/skeleton.tsx";
import { ChangelogEntryView } from "./changelog-entry.tsx";
import { LifeNotice } from "./life-notice.tsx";
import { changelogQuery } from "./queries.ts";

/** What every revision of a version changed for those who call it, the newest first. */
export function Changelog({ slug, version, page }: { slug: string; version: string; page: number }) {
  const { view } = useApiView(slug);
  const { data, isPending, error } = useQuery(changelogQuery({ slug, version }, { page }));
  return (
    <div className="flex flex-col gap-4">
      <LifeNotice slug={slug} version={version} />
      <Card aria-labelledby="changelog-heading">
        <CardHeader
          id="changelog-heading"
          title={`Changelog of ${version}`}
          description="What each published revision changed for consumers."
        />
        {isPending ? <SkeletonRows rows={4} label="Loading the changelog" /> : null}
        {error ? <ProblemCallout error={error} /> : null}
        {data?.total === 0 ? <EmptyState icon={History} title="Nothing was published yet." /> : null}
        <ol className="divide-y">
          {data?.items.map((entry) => (
            <ChangelogEntryView key={entry.number} slug={slug} version={version} entry={entry} />
          ))}
        </ol>
      </Card>
      {data && data.total > 0 ? (
        <Pagination
          page={data.page}
          size={data.size}
          total={data.total}
          noun="revisions"
          href={(next) => routes.changelog(slug, { ...view, page: next })}
        />
      ) : null}
    </div>
  );
}
