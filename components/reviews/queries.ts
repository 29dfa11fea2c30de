import { queryOptions } from "@tanstack/react-query";
import { listSearch } from "@/components/shell/list-search.ts";
import { api } from "@/components/ui/api.ts";
import type { Page } from "#lib/paging/schema";
import {
  ReviewList,
  type CommentReview,
  type DecideReview,
  type ReviewDto,
  type ReviewQuery,
  type ReviewSummary,
  type ScheduleReview,
  type SubmitReview,
} from "#lib/reviews/schema";

/** Key prefix: what any change of a review makes stale. */
export const REVIEWS = ["reviews"] as const;

interface VersionRef {
  slug: string;
  version: string;
}

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
  const search = new URLSearchParams(reviewSearch(query)).toString();
  return queryOptions({
    queryKey: [...REVIEWS, "list", search],
    queryFn: ({ signal }) => api<Page<ReviewSummary>>(`/reviews?${search}`, { signal }),
    refetchInterval: 5_000,
  });
}

/** Reviews that wait for the reader, for Home. */
export const WAITING: ReviewQuery = { ...DEFAULTS, waiting: "me", size: 10 };
export const waitingQuery = reviewsQuery(WAITING);

export function reviewQuery(id: string) {
  return queryOptions({
    queryKey: [...REVIEWS, "one", id],
    queryFn: ({ signal }) => api<ReviewDto>(`/reviews/${id}`, { signal }),
    refetchInterval: 5_000,
  });
}

export const submitReview = ({ slug, version }: VersionRef, body: SubmitReview) =>
  api<ReviewDto>(`/apis/${slug}/versions/${version}/reviews`, { method: "POST", body });
export const resubmitReview = (id: string, body: SubmitReview) =>
  api<ReviewDto>(`/reviews/${id}/submissions`, { method: "POST", body });
export const decideReview = (id: string, body: DecideReview) =>
  api<ReviewDto>(`/reviews/${id}/decisions`, { method: "POST", body });
export const withdrawReview = (id: string) => api<ReviewDto>(`/reviews/${id}/withdrawal`, { method: "POST" });
export const scheduleReview = (id: string, body: ScheduleReview) =>
  api<ReviewDto>(`/reviews/${id}/schedule`, { method: "POST", body });
export const commentReview = (id: string, body: CommentReview) =>
  api<ReviewDto>(`/reviews/${id}/comments`, { method: "POST", body });
export const resolveComment = (id: string, { comment, resolved }: { comment: string; resolved: boolean }) =>
  api<ReviewDto>(`/reviews/${id}/comments/${comment}/resolution`, { method: "POST", body: { resolved } });
