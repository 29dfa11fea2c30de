import { handle } from "@/app/_server/handle.ts";
import { VersionParams } from "#lib/catalogue/schema";
import { createPlan, listPlans } from "#lib/consumers";
import { CreatePlan, PlanDto, PlanList } from "#lib/consumers/schema";

export const GET = handle(
  { summary: "List a version's plans", area: "consumers", params: VersionParams, answer: PlanList },
  ({ ctx, params }) => listPlans(ctx, params),
);

export const POST = handle(
  {
    summary: "Create a plan",
    area: "consumers",
    params: VersionParams,
    body: CreatePlan,
    status: 201,
    answer: PlanDto,
  },
  ({ ctx, params, body }) => createPlan(ctx, params, body),
);
