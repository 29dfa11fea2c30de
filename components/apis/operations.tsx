"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { ListX } from "lucide-react";
import { useSearchParams } from "next/navigation";
import { routes } from "@/components/shell/routes.ts";
import { SearchBox } from "@/components/shell/search-box.tsx";
import { Card } from "@/components/ui/card.tsx";
import { cn } from "@/components/ui/cn.ts";
import { EmptyState } from "@/components/ui/empty-state.tsx";
import { Pagination } from "@/components/ui/pagination.tsx";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { SkeletonRows } from "@/components/ui/skeleton.tsx";
import { OperationGroups } from "./operation-groups.tsx";
import { operationSearch, parseOperationSearch } from "./operation-search.ts";
import { operationsQuery } from "./queries.ts";

/** What a version can do: searched as one types, by page, under the document's tags. */
export function Operations({ slug, version }: { slug: string; version: string }) {
  const search = useSearchParams();
  const view = parseOperationSearch(Object.fromEntries(search));
  const operations = useQuery({ ...operationsQuery(slug, version, view), placeholderData: keepPreviousData });
  const kept = {
    version: search.get("version") ?? undefined,
    environment: search.get("environment") ?? undefined,
  };
  const href = (changes: Partial<typeof view>) =>
    routes.operations(slug, { ...kept, ...operationSearch({ ...view, ...changes }) });

  return (
    <div className="flex flex-col gap-4">
      <SearchBox
        label="Search operations"
        placeholder="Search by path, summary or operation id…"
        q={view.q}
        isSearching={operations.isPlaceholderData}
        onSearch={(q) => window.history.replaceState(null, "", href({ q, page: 1 }))}
      />
      {operations.isError ? <ProblemCallout error={operations.error} /> : null}
      {operations.isPending ? (
        <Card>
          <SkeletonRows label="Loading operations" rows={8} />
        </Card>
      ) : null}
      {operations.data ? (
        <>
          <Card
            aria-label="Operations"
            className={cn("transition-opacity", operations.isPlaceholderData && "opacity-60")}
          >
            {operations.data.items.length > 0 ? (
              <OperationGroups operations={operations.data.items} />
            ) : (
              <EmptyState
                icon={ListX}
                title={view.q ? "No operation matches." : "The document lists no operation."}
              />
            )}
          </Card>
          <Pagination
            page={operations.data.page}
            size={operations.data.size}
            total={operations.data.total}
            noun="operations"
            href={(page) => href({ page })}
          />
        </>
      ) : null}
    </div>
  );
}
