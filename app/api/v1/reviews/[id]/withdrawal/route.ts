import { handle } from "@/app/_server/handle.ts";
import { withdrawReview } from "#lib/reviews";
import { ReviewDto, ReviewParams } from "#lib/reviews/schema";

export const POST = handle(
  { summary: "Withdraw a review", area: "governance", params: ReviewParams, answer: ReviewDto },
  ({ ctx, params }) => withdrawReview(ctx, params.id),
);
