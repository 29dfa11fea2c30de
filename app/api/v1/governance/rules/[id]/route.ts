import { handle } from "@/app/_server/handle.ts";
import { ChangeRule, deleteRule, getRule, RuleDto, RuleParams, updateRule } from "#lib/rules";

const of = { area: "governance", params: RuleParams } as const;

export const GET = handle({ ...of, summary: "Read a governance rule", answer: RuleDto }, ({ ctx, params }) =>
  getRule(ctx, params.id),
);

export const PATCH = handle(
  { ...of, summary: "Change a governance rule", body: ChangeRule, answer: RuleDto, resource: GET },
  ({ ctx, params, body }) => updateRule(ctx, { id: params.id, changes: body }),
);

export const DELETE = handle(
  { ...of, summary: "Delete a governance rule", resource: GET },
  ({ ctx, params }) => deleteRule(ctx, params.id),
);
