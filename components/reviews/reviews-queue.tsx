"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { ListChecks, SearchX } from "lucide-react";
import { routes } from "@/components/shell/routes.ts";
import { SearchBox } from "@/components/shell/search-box.tsx";
import { useUrlSearch } from "@/components/shell/use-url-search.ts";
import { Card } from "@/components/ui/card.tsx";
import { EmptyState } from "@/components/ui/empty-state.tsx";
import { Pagination } from "@/components/ui/pagination.tsx";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { Segmented } from "@/components/ui/segmented.tsx";
import { Select } from "@/components/ui/select.tsx";
import { SkeletonRows } from "@/components/ui/skeleton.tsx";
import { parseReviewSearch, reviewSearch, reviewsQuery } from "./review-search.ts";
import { REVIEW_STATE_WORDS } from "./review-badge.tsx";
import { ReviewTable } from "./review-table.tsx";

const WHOSE = [
  { value: "", label: "All" },
  { value: "me", label: "Waiting for me" },
] as const;

/** What asks to be published: those that wait for this person first. */
export function ReviewsQueue() {
  const { search, change } = useUrlSearch();
  const query = parseReviewSearch(new URLSearchParams(search));
  const reviews = useQuery({ ...reviewsQuery(query), placeholderData: keepPreviousData });
  const isFiltered = Object.keys(reviewSearch({ ...query, page: 1 })).length > 0;
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-col gap-2 md:flex-row">
        <SearchBox
          label="Search reviews"
          placeholder="Search by API…"
          q={query.q}
          isSearching={reviews.isPlaceholderData}
          onSearch={(q) => change({ q }, "replace")}
        />
        <div className="flex flex-wrap items-center gap-2">
          <Segmented
            label="Whose"
            value={query.waiting ?? ""}
            options={WHOSE}
            onChange={(waiting) => change({ waiting })}
          />
          <Select
            aria-label="State"
            className="w-44 max-w-full"
            value={query.state ?? ""}
            onChange={(event) => change({ state: event.target.value })}
          >
            <option value="">Any state</option>
            <option value="unfinished">Not finished</option>
            {Object.entries(REVIEW_STATE_WORDS).map(([state, word]) => (
              <option key={state} value={state}>
                {word}
              </option>
            ))}
          </Select>
          <Select
            aria-label="Kind"
            className="w-48 max-w-full"
            value={query.kind ?? ""}
            onChange={(event) => change({ kind: event.target.value })}
          >
            <option value="">Any kind</option>
            <option value="before">Before publication</option>
            <option value="after">After a break-glass</option>
          </Select>
        </div>
      </div>
      {reviews.isLoadingError ? <ProblemCallout error={reviews.error} /> : null}
      {reviews.isPending ? (
        <Card>
          <SkeletonRows label="Loading reviews" />
        </Card>
      ) : null}
      {reviews.data ? (
        <>
          <Card>
            {reviews.data.items.length > 0 ? (
              <ReviewTable reviews={reviews.data.items} />
            ) : isFiltered ? (
              <EmptyState icon={SearchX} title="No review matches." />
            ) : (
              <EmptyState icon={ListChecks} title="No review so far.">
                Submit a draft for review where you would publish it, beside its fallback chain.
              </EmptyState>
            )}
          </Card>
          <Pagination
            page={reviews.data.page}
            size={reviews.data.size}
            total={reviews.data.total}
            noun="reviews"
            href={(page) => routes.reviews(reviewSearch({ ...query, page }))}
          />
        </>
      ) : null}
    </div>
  );
}
