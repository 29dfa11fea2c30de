import { listSearch } from "@/components/shell/list-search.ts";
import { ReviewList, type ReviewQuery } from "#lib/reviews/schema";
import { reviewsBy } from "./queries.ts";

/** What the URL of the queue says; what it says wrongly falls back to the default. */
export function parseReviewSearch(search: URLSearchParams): ReviewQuery {
  const { state, api: slug, kind, waiting, ...rest } = ReviewList.url.parse(Object.fromEntries(search));
  return {
    ...rest,
    ...(state === undefined ? {} : { state }),
    ...(slug === undefined ? {} : { api: slug }),
    ...(kind === undefined ? {} : { kind }),
    ...(waiting === undefined ? {} : { waiting }),
  };
}

const DEFAULTS = parseReviewSearch(new URLSearchParams());

export function reviewSearch(query: ReviewQuery): Record<string, string> {
  return listSearch(query, DEFAULTS);
}

export function reviewsQuery(query: ReviewQuery) {
  return reviewsBy(new URLSearchParams(reviewSearch(query)).toString());
}
