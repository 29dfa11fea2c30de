"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ArrowLeft, BookX } from "lucide-react";
import { useApiView } from "@/components/apis/use-api-view.ts";
import { useUrlSearch } from "@/components/shell/use-url-search.ts";
import { Button } from "@/components/ui/button.tsx";
import { Card } from "@/components/ui/card.tsx";
import { cn } from "@/components/ui/cn.ts";
import { EmptyState } from "@/components/ui/empty-state.tsx";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { SkeletonRows } from "@/components/ui/skeleton.tsx";
import { OperationNav } from "./operation-nav.tsx";
import { OperationView } from "./operation-view.tsx";
import { referenceQuery } from "./queries.ts";
import { ReferenceIntro } from "./reference-intro.tsx";

/** The reference of a version: the operations beside the one that is read. On a phone, one or the other. */
export function Reference({ slug, version }: { slug: string; version: string }) {
  const { environment, view } = useApiView(slug);
  const { search, change } = useUrlSearch();
  const versionRef = { slug, version };
  const { data, error, isPending, isLoadingError, refetch } = useQuery(referenceQuery(versionRef));
  // What is typed shows at once; the URL follows.
  const [q, setQ] = useState(search.get("q") ?? "");
  const current = search.get("operation") ?? undefined;
  if (isLoadingError) return <ProblemCallout error={error} onRetry={() => void refetch()} />;
  if (isPending) {
    return (
      <Card>
        <SkeletonRows label="Loading the reference" rows={8} />
      </Card>
    );
  }
  if (data.groups.length === 0) {
    return (
      <Card>
        <EmptyState icon={BookX} title="The document lists no operation." />
      </Card>
    );
  }

  function choose(key: string | undefined) {
    change({ operation: key });
    window.scrollTo({ top: 0 });
  }

  return (
    <div className="grid min-w-0 grid-cols-1 gap-6 lg:grid-cols-[15rem_minmax(0,1fr)]">
      <div
        className={cn(
          "min-w-0 lg:sticky lg:top-4 lg:flex lg:max-h-[calc(100dvh-2rem)] lg:flex-col lg:self-start",
          current !== undefined && "max-lg:hidden",
        )}
      >
        <OperationNav
          slug={slug}
          view={view}
          groups={data.groups}
          current={current}
          q={q}
          onSearch={(typed) => {
            setQ(typed);
            change({ q: typed }, "replace");
          }}
          onChoose={choose}
        />
      </div>
      <div className="flex min-w-0 flex-col gap-4">
        {current === undefined ? (
          <div className="max-lg:order-first max-lg:row-start-1">
            <ReferenceIntro about={data.about} />
          </div>
        ) : (
          <>
            <div className="lg:hidden">
              <Button size="sm" variant="ghost" onClick={() => choose(undefined)}>
                <ArrowLeft aria-hidden />
                All operations
              </Button>
            </div>
            <OperationView
              versionRef={versionRef}
              environment={environment}
              operationKey={current}
              security={data.about.security}
            />
          </>
        )}
      </div>
    </div>
  );
}
