"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState, type KeyboardEvent } from "react";
import { routes } from "@/components/shell/routes.ts";
import { SearchBox } from "@/components/shell/search-box.tsx";
import { useUrlSearch, type ChangeSearch } from "@/components/shell/use-url-search.ts";
import { Button } from "@/components/ui/button.tsx";
import { Card } from "@/components/ui/card.tsx";
import { cn } from "@/components/ui/cn.ts";
import { Pagination } from "@/components/ui/pagination.tsx";
import { countOf } from "@/components/ui/format-number.ts";
import { Skeleton } from "@/components/ui/skeleton.tsx";
import type { ApiPage, ApiQuery } from "#lib/catalogue/schema";
import { apiSearch, FACET_NAMES, parseApiSearch } from "./api-search.ts";
import { ApiTable } from "./api-table.tsx";
import { apisQuery } from "./queries.ts";
import { useAlive } from "@/components/ui/use-alive.ts";

// What the first look does not need comes once the page is there: its script counts.
const CatalogueToolbar = lazy(() =>
  import("./catalogue-toolbar.tsx").then((module) => ({ default: module.CatalogueToolbar })),
);
const Facets = lazy(() => import("./facets.tsx").then((module) => ({ default: module.Facets })));
const NothingFound = lazy(() =>
  import("./nothing-found.tsx").then((module) => ({ default: module.NothingFound })),
);
const ProblemCallout = lazy(() =>
  import("@/components/ui/problem-callout.tsx").then((module) => ({ default: module.ProblemCallout })),
);
const ApiCards = lazy(() => import("./api-cards.tsx").then((module) => ({ default: module.ApiCards })));

const NO_FILTERS = Object.fromEntries(["q", ...FACET_NAMES].map((name) => [name, undefined]));

/** Search box, facets, the list. The page has fetched the first list; later ones stay until the next is there. */
export function Catalogue() {
  const { search, change } = useUrlSearch();
  const [filtersShown, setFiltersShown] = useState(false);
  const isAlive = useAlive();
  const query = parseApiSearch(new URLSearchParams(search));
  const view = search.get("view") === "cards" ? "cards" : "table";
  const apis = useQuery({ ...apisQuery(query), placeholderData: keepPreviousData });
  const filters = FACET_NAMES.reduce((count, facet) => count + (query[facet]?.length ?? 0), 0);
  const clear = () => change(NO_FILTERS);

  return (
    <div role="search" className="flex flex-col gap-4" onKeyDown={walkResults}>
      <div className="flex flex-col gap-2 lg:flex-row">
        <SearchBox
          label="Search APIs"
          placeholder="Search names, tags, teams, operations…"
          q={query.q}
          isSearching={apis.isPlaceholderData}
          onSearch={(q) => change({ q }, "replace")}
        />
        <div className="min-h-9 lg:w-84">
          <Suspense>
            {isAlive ? (
              <CatalogueToolbar
                {...{ query, change, view, filters, filtersShown }}
                onFilters={() => setFiltersShown(!filtersShown)}
              />
            ) : null}
          </Suspense>
        </div>
      </div>
      <Suspense>
        {apis.isError ? <ProblemCallout error={apis.error} onRetry={() => void apis.refetch()} /> : null}
      </Suspense>
      {apis.data ? (
        <div className="flex flex-col gap-6 md:flex-row">
          {!apis.isPlaceholderData && isBare(apis.data, query) ? null : (
            <Filters page={apis.data} isAlive={isAlive} isShown={filtersShown} {...{ query, change }} />
          )}
          <div
            className={cn(
              "flex min-w-0 flex-1 flex-col gap-4 transition-opacity",
              apis.isPlaceholderData && "opacity-60",
            )}
          >
            <ResultLine page={apis.data} query={query} filters={filters} onClear={clear} />
            <Results {...{ page: apis.data, query, view, change }} onClear={clear} isFiltered={filters > 0} />
            {apis.data.total > apis.data.size ? (
              <Pagination
                page={apis.data.page}
                size={apis.data.size}
                total={apis.data.total}
                noun="APIs"
                href={(page) => routes.catalogue({ ...apiSearch({ ...query, page }), view: viewParam(view) })}
              />
            ) : null}
          </div>
        </div>
      ) : null}
    </div>
  );
}

/** Nothing to find, whatever is looked for. */
const isBare = (page: ApiPage, query: ApiQuery) =>
  page.total === 0 && query.q === "" && FACET_NAMES.every((name) => (query[name]?.length ?? 0) === 0);

interface FiltersProps {
  page: ApiPage;
  query: ApiQuery;
  change: ChangeSearch;
  isAlive: boolean;
  /** On a narrow screen. */
  isShown: boolean;
}

function Filters({ page: { facets, facetTotals }, query, change, isAlive, isShown }: FiltersProps) {
  return (
    <section aria-label="Filters" className={cn("shrink-0 md:block md:w-48", !isShown && "hidden")}>
      <Suspense fallback={<FacetSkeleton />}>
        {isAlive && facets && facetTotals ? (
          <Facets facets={facets} totals={facetTotals} query={query} change={change} />
        ) : (
          <FacetSkeleton />
        )}
      </Suspense>
    </section>
  );
}

function FacetSkeleton() {
  return (
    <div className="flex flex-col gap-2">
      {["a", "b", "c", "d", "e", "f"].map((key) => (
        <Skeleton key={key} className="h-4" />
      ))}
    </div>
  );
}

const viewParam = (view: "table" | "cards") => (view === "cards" ? view : undefined);

interface ResultLineProps {
  page: ApiPage;
  query: ApiQuery;
  filters: number;
  onClear: () => void;
}

/** How many there are, and whether they are what was typed. */
function ResultLine({ page, query, filters, onClear }: ResultLineProps) {
  return (
    <div className="flex min-h-6 flex-wrap items-center gap-x-3 text-sm text-text-muted">
      <p role="status">
        {countOf(page.total, "API")}
        {page.isCorrected ? ` for words near “${query.q}”` : ""}
      </p>
      {filters > 0 || query.q !== "" ? (
        <Button size="sm" variant="ghost" onClick={onClear}>
          Clear all
        </Button>
      ) : null}
    </div>
  );
}

interface ResultsProps {
  page: ApiPage;
  query: ApiQuery;
  view: "table" | "cards";
  change: ChangeSearch;
  isFiltered: boolean;
  onClear: () => void;
}

function Results({ page, query, view, isFiltered, onClear }: ResultsProps) {
  if (page.items.length === 0) {
    return (
      <Card>
        <Suspense fallback={<div className="h-60" />}>
          <NothingFound isFiltered={isFiltered || query.q !== ""} onClear={onClear} />
        </Suspense>
      </Card>
    );
  }
  if (view === "cards") {
    return (
      <Suspense>
        <ApiCards apis={page.items} terms={page.terms} />
      </Suspense>
    );
  }
  return (
    <Card>
      <ApiTable apis={page.items} query={query} terms={page.terms} />
    </Card>
  );
}

/** Arrow down leaves the search box for the results, arrows walk them, Enter follows as links do. */
function walkResults(event: KeyboardEvent<HTMLDivElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const from = event.target;
  if (step === undefined || !(from instanceof HTMLElement)) return;
  const isSearch = from.matches('input[type="search"]');
  const results = [...event.currentTarget.querySelectorAll<HTMLElement>("[data-result]")];
  const at = results.indexOf(from);
  if (!isSearch && at < 0) return;
  const next = isSearch ? results[step > 0 ? 0 : -1] : results[at + step];
  const target =
    next ?? (at === 0 ? event.currentTarget.querySelector<HTMLElement>('input[type="search"]') : null);
  if (!target) return;
  event.preventDefault();
  target.focus();
}
