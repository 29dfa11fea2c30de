import { handle } from "@/app/_server/handle.ts";
import { resubmitReview } from "#lib/reviews";
import { ReviewDto, ReviewParams, SubmitReview } from "#lib/reviews/schema";

export const POST = handle(
  {
    summary: "Submit a changed draft to a review",
    area: "governance",
    params: ReviewParams,
    body: SubmitReview,
    answer: ReviewDto,
  },
  ({ ctx, params, body }) => resubmitReview(ctx, params.id, body),
);
