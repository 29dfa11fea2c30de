import { handle } from "@/app/_server/handle.ts";
import { resolveComment } from "#lib/reviews";
import { CommentParams, ResolveComment, ReviewDto } from "#lib/reviews/schema";

export const POST = handle(
  {
    summary: "Resolve a comment of a review",
    area: "governance",
    params: CommentParams,
    body: ResolveComment,
    answer: ReviewDto,
  },
  ({ ctx, params, body }) => resolveComment(ctx, params, body),
);
