import { handle } from "@/app/_server/handle.ts";
import { deleteApplication, getApplication, updateApplication } from "#lib/consumers";
import { ApplicationParams, UpdateApplication } from "#lib/consumers/schema";

export const GET = handle({ params: ApplicationParams }, ({ ctx, params }) => getApplication(ctx, params));

export const PATCH = handle({ params: ApplicationParams, body: UpdateApplication }, ({ ctx, params, body }) =>
  updateApplication(ctx, params, body),
);

export const DELETE = handle({ params: ApplicationParams }, ({ ctx, params }) =>
  deleteApplication(ctx, params),
);
