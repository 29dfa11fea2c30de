import { handle } from "@/app/_server/handle.ts";
import { deleteApi, getApi, updateApi } from "#lib/catalogue";
import { ApiParams, UpdateApi } from "#lib/catalogue/schema";

export const GET = handle({ params: ApiParams }, ({ ctx, params }) => getApi(ctx, params));

export const PATCH = handle({ params: ApiParams, body: UpdateApi }, ({ ctx, params, body }) =>
  updateApi(ctx, params, body),
);

export const DELETE = handle({ params: ApiParams }, ({ ctx, params }) => deleteApi(ctx, params));
