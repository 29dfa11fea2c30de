"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { CirclePlus, SearchX } from "lucide-react";
import { routes } from "@/components/shell/routes.ts";
import { useUrlSearch } from "@/components/shell/use-url-search.ts";
import { Button } from "@/components/ui/button.tsx";
import { ButtonLink } from "@/components/ui/button-link.tsx";
import { Card } from "@/components/ui/card.tsx";
import { cn } from "@/components/ui/cn.ts";
import { EmptyState } from "@/components/ui/empty-state.tsx";
import { Pagination } from "@/components/ui/pagination.tsx";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { apiSearch, parseApiSearch } from "./api-search.ts";
import { ApiTable } from "./api-table.tsx";
import { CatalogueFilters } from "./catalogue-filters.tsx";
import { apisQuery } from "./queries.ts";

/** Search, filters, the list. The page has fetched the first list; later ones stay until the next is there. */
export function Catalogue() {
  const { search, change } = useUrlSearch();
  const query = parseApiSearch(new URLSearchParams(search));
  const apis = useQuery({ ...apisQuery(query), placeholderData: keepPreviousData });
  const isFiltered = Boolean(query.q || query.team || query.tier || query.stage || query.kind);

  return (
    <div className="flex flex-col gap-4">
      <CatalogueFilters query={query} change={change} isSearching={apis.isPlaceholderData} />
      {apis.isError ? (
        <ProblemCallout
          error={apis.error}
          actions={
            <Button size="sm" onClick={() => apis.refetch()}>
              Try again
            </Button>
          }
        />
      ) : null}
      {apis.data ? (
        <>
          <Card className={cn("transition-opacity", apis.isPlaceholderData && "opacity-60")}>
            {apis.data.items.length > 0 ? (
              <ApiTable apis={apis.data.items} query={query} />
            ) : (
              <NothingFound
                isFiltered={isFiltered}
                onClear={() =>
                  change({ q: "", team: undefined, tier: undefined, stage: undefined, kind: undefined })
                }
              />
            )}
          </Card>
          <Pagination
            page={apis.data.page}
            size={apis.data.size}
            total={apis.data.total}
            noun="APIs"
            href={(page) => routes.catalogue(apiSearch({ ...query, page }))}
          />
        </>
      ) : null}
    </div>
  );
}

function NothingFound({ isFiltered, onClear }: { isFiltered: boolean; onClear: () => void }) {
  if (isFiltered) {
    return (
      <EmptyState
        icon={SearchX}
        title="No API matches."
        action={<Button onClick={onClear}>Clear search and filters</Button>}
      >
        Try fewer words, or another team, tier or stage.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={CirclePlus}
      title="No API is registered yet."
      action={
        <ButtonLink href={routes.newApi()} variant="primary">
          Register your first API
        </ButtonLink>
      }
    >
      Bring an OpenAPI document: paste it, upload it, or say where it is.
    </EmptyState>
  );
}
