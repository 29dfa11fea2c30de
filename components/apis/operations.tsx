"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { ListX } from "lucide-react";
import { routes } from "@/components/shell/routes.ts";
import { SearchBox } from "@/components/shell/search-box.tsx";
import { useUrlSearch } from "@/components/shell/use-url-search.ts";
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
  const { search, change } = useUrlSearch();
  const query = parseOperationSearch(new URLSearchParams(search));
  const operations = useQuery({
    ...operationsQuery(slug, version, query),
    placeholderData: keepPreviousData,
  });
  const kept = {
    version: search.get("version") ?? undefined,
    environment: search.get("environment") ?? undefined,
  };

  return (
    <div className="flex flex-col gap-4">
      <SearchBox
        label="Search operations"
        placeholder="Search by path, summary or operation id…"
        q={query.q}
        isSearching={operations.isPlaceholderData}
        onSearch={(q) => change({ q }, "replace")}
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
                title={query.q ? "No operation matches." : "The document lists no operation."}
              />
            )}
          </Card>
          <Pagination
            page={operations.data.page}
            size={operations.data.size}
            total={operations.data.total}
            noun="operations"
            href={(page) => routes.operations(slug, { ...kept, ...operationSearch({ ...query, page }) })}
          />
        </>
      ) : null}
    </div>
  );
}
