import { handle } from "@/app/_server/handle.ts";
import { getReview } from "#lib/reviews";
import { ReviewDto, ReviewParams } from "#lib/reviews/schema";

export const GET = handle(
  { summary: "Read a review", area: "governance", params: ReviewParams, answer: ReviewDto },
  ({ ctx, params }) => getReview(ctx, params.id),
);
