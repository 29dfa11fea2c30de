import { handle } from "@/app/_server/handle.ts";
import { getRuleFindings, RuleFindings, VersionParams } from "#lib/catalogue";

export const GET = handle(
  {
    summary: "Read what governance rules say of a draft",
    area: "governance",
    params: VersionParams,
    answer: RuleFindings,
  },
  ({ ctx, params }) => getRuleFindings(ctx, params),
);
