import { handle } from "@/app/_server/handle.ts";
import { listApis, registerApi } from "#lib/catalogue";
import { ApiList, ApiSummary, DOCUMENT_BODY_MAX_BYTES, RegisterApi, Registered } from "#lib/catalogue/schema";
import { pageOf } from "#lib/paging/schema";

export const GET = handle(
  { summary: "List APIs", area: "catalogue", query: ApiList.api, answer: pageOf(ApiSummary) },
  ({ ctx, query }) => listApis(ctx, query),
);

export const POST = handle(
  {
    summary: "Register an API",
    area: "catalogue",
    body: RegisterApi,
    bodyMaxBytes: DOCUMENT_BODY_MAX_BYTES,
    status: 201,
    answer: Registered,
  },
  ({ ctx, body }) => registerApi(ctx, body),
);
