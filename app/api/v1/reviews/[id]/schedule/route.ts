import { handle } from "@/app/_server/handle.ts";
import { scheduleReview } from "#lib/reviews";
import { ReviewDto, ReviewParams, ScheduleReview } from "#lib/reviews/schema";

export const POST = handle(
  {
    summary: "Say when an approved review is published",
    area: "governance",
    params: ReviewParams,
    body: ScheduleReview,
    answer: ReviewDto,
  },
  ({ ctx, params, body }) => scheduleReview(ctx, params.id, body),
);
