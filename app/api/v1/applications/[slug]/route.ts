import { handle } from "@/app/_server/handle.ts";
import { deleteApplication, getApplication, updateApplication } from "#lib/consumers";
import { ApplicationDetail, ApplicationParams, UpdateApplication } from "#lib/consumers/schema";

export const GET = handle(
  { summary: "Read an application", area: "consumers", params: ApplicationParams, answer: ApplicationDetail },
  ({ ctx, params }) => getApplication(ctx, params),
);

export const PATCH = handle(
  {
    summary: "Change an application",
    area: "consumers",
    params: ApplicationParams,
    body: UpdateApplication,
    answer: ApplicationDetail,
    resource: GET,
  },
  ({ ctx, params, body }) => updateApplication(ctx, params, body),
);

export const DELETE = handle(
  { summary: "Delete an application", area: "consumers", params: ApplicationParams, resource: GET },
  ({ ctx, params }) => deleteApplication(ctx, params),
);
