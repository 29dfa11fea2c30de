import { handle } from "@/app/_server/handle.ts";
import { deletePlan, getPlan, updatePlan } from "#lib/consumers";
import { PlanParams, UpdatePlan } from "#lib/consumers/schema";

export const GET = handle({ params: PlanParams }, ({ ctx, params }) => getPlan(ctx, params));

export const PATCH = handle({ params: PlanParams, body: UpdatePlan }, ({ ctx, params, body }) =>
  updatePlan(ctx, params, body),
);

export const DELETE = handle({ params: PlanParams }, ({ ctx, params }) => deletePlan(ctx, params));
