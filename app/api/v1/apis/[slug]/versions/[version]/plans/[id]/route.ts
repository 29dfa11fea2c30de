import { handle } from "@/app/_server/handle.ts";
import { deletePlan, getPlan, updatePlan } from "#lib/consumers";
import { PlanDetail, PlanParams, UpdatePlan } from "#lib/consumers/schema";

export const GET = handle(
  { summary: "Read a plan", area: "consumers", params: PlanParams, answer: PlanDetail },
  ({ ctx, params }) => getPlan(ctx, params),
);

export const PATCH = handle(
  {
    summary: "Change a plan",
    area: "consumers",
    params: PlanParams,
    body: UpdatePlan,
    answer: PlanDetail,
    resource: GET,
  },
  ({ ctx, params, body }) => updatePlan(ctx, params, body),
);

export const DELETE = handle(
  { summary: "Delete a plan", area: "consumers", params: PlanParams, resource: GET },
  ({ ctx, params }) => deletePlan(ctx, params),
);
