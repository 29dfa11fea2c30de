import { handle } from "@/app/_server/handle.ts";
import { getApproval } from "#lib/reviews";
import { ReviewedVersion, VersionApproval } from "#lib/reviews/schema";

export const GET = handle(
  {
    summary: "Read what approvals a draft needs",
    area: "governance",
    params: ReviewedVersion,
    answer: VersionApproval,
  },
  ({ ctx, params }) => getApproval(ctx, params),
);
