import { handle } from "@/app/_server/handle.ts";
import { deleteApi, getApi, updateApi } from "#lib/catalogue";
import { ApiDetail, ApiParams, UpdateApi } from "#lib/catalogue/schema";

export const GET = handle(
  { summary: "Read an API", area: "catalogue", params: ApiParams, answer: ApiDetail },
  ({ ctx, params }) => getApi(ctx, params),
);

export const PATCH = handle(
  {
    summary: "Change an API",
    area: "catalogue",
    params: ApiParams,
    body: UpdateApi,
    answer: ApiDetail,
    resource: GET,
  },
  ({ ctx, params, body }) => updateApi(ctx, params, body),
);

export const DELETE = handle(
  { summary: "Delete an API", area: "catalogue", params: ApiParams, resource: GET },
  ({ ctx, params }) => deleteApi(ctx, params),
);
