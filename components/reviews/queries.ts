import { queryOptions } from "@tanstack/react-query";
import { api } from "@/components/ui/api.ts";
import type { Page } from "#lib/paging/schema";
import type {
  CommentReview,
  DecideReview,
  ReviewDto,
  ReviewQuery,
  ReviewSummary,
  ScheduleReview,
  SubmitReview,
} from "#lib/reviews/schema";

/** Key prefix: what any change of a review makes stale. */
export const REVIEWS = ["reviews"] as const;

interface VersionRef {
  slug: string;
  version: string;
}

/** Reviews by the search of their queue; the shortest that says the same (`review-search.ts`). */
export function reviewsBy(search: string) {
  return queryOptions({
    queryKey: [...REVIEWS, "list", search],
    queryFn: ({ signal }) => api<Page<ReviewSummary>>(`/reviews?${search}`, { signal }),
    refetchInterval: 5_000,
  });
}

/** Reviews that wait for the reader, for Home. Written out, so that Home loads no schema for it. */
export const WAITING: ReviewQuery = {
  page: 1,
  size: 10,
  sort: "submittedAt",
  dir: "desc",
  q: "",
  waiting: "me",
};
export const waitingQuery = reviewsBy("size=10&waiting=me");

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
