import { handle } from "@/app/_server/handle.ts";
import { pageOf } from "#lib/paging/schema";
import { CreateRule, createRule, listRules, RuleDto, RuleList } from "#lib/rules";

const of = { area: "governance" } as const;

export const GET = handle(
  { ...of, summary: "List governance rules", query: RuleList.api, answer: pageOf(RuleDto) },
  ({ ctx, query }) => listRules(ctx, query),
);

export const POST = handle(
  { ...of, summary: "Set a governance rule", body: CreateRule, status: 201, answer: RuleDto },
  ({ ctx, body }) => createRule(ctx, body),
);
