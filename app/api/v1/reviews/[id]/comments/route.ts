import { handle } from "@/app/_server/handle.ts";
import { commentReview } from "#lib/reviews";
import { CommentReview, ReviewDto, ReviewParams } from "#lib/reviews/schema";

export const POST = handle(
  {
    summary: "Comment on a review",
    area: "governance",
    params: ReviewParams,
    body: CommentReview,
    status: 201,
    answer: ReviewDto,
  },
  ({ ctx, params, body }) => commentReview(ctx, params.id, body),
);
