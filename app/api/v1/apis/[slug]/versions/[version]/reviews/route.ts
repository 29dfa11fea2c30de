import { handle } from "@/app/_server/handle.ts";
import { submitReview } from "#lib/reviews";
import { ReviewDto, ReviewedVersion, SubmitReview } from "#lib/reviews/schema";

export const POST = handle(
  {
    summary: "Submit a draft for review",
    area: "governance",
    params: ReviewedVersion,
    body: SubmitReview,
    status: 201,
    answer: ReviewDto,
  },
  ({ ctx, params, body }) => submitReview(ctx, params, body),
);
