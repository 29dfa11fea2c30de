import { handle } from "@/app/_server/handle.ts";
import { pageOf } from "#lib/paging/schema";
import { listReviews } from "#lib/reviews";
import { ReviewList, ReviewSummary } from "#lib/reviews/schema";

export const GET = handle(
  { summary: "List reviews", area: "governance", query: ReviewList.api, answer: pageOf(ReviewSummary) },
  ({ ctx, query }) => listReviews(ctx, query),
);
