import { handle } from "@/app/_server/handle.ts";
import { VersionParams } from "#lib/catalogue/schema";
import { createPlan, listPlans } from "#lib/consumers";
import { CreatePlan } from "#lib/consumers/schema";

export const GET = handle({ params: VersionParams }, ({ ctx, params }) => listPlans(ctx, params));

export const POST = handle(
  { params: VersionParams, body: CreatePlan, status: 201 },
  ({ ctx, params, body }) => createPlan(ctx, params, body),
);
