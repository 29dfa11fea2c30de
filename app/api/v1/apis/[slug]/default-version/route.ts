import { handle } from "@/app/_server/handle.ts";
import { setDefaultVersion } from "#lib/catalogue";
import { ApiDetail, ApiParams, SetDefaultVersion } from "#lib/catalogue/schema";

export const PUT = handle(
  {
    summary: "Choose an API's default version",
    area: "catalogue",
    params: ApiParams,
    body: SetDefaultVersion,
    answer: ApiDetail,
  },
  ({ ctx, params, body }) => setDefaultVersion(ctx, params, body),
);
