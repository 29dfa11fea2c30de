import { handle } from "@/app/_server/handle.ts";
import { decideReview } from "#lib/reviews";
import { DecideReview, ReviewDto, ReviewParams } from "#lib/reviews/schema";

export const POST = handle(
  {
    summary: "Approve a review, ask for changes, or reject it",
    area: "governance",
    params: ReviewParams,
    body: DecideReview,
    answer: ReviewDto,
  },
  ({ ctx, params, body }) => decideReview(ctx, params.id, body),
);
