import { handle } from "@/app/_server/handle.ts";
import { listApis, registerApi } from "#lib/catalogue";
import { ApiList, ApiPage, DOCUMENT_BODY_MAX_BYTES, RegisterApi, Registered } from "#lib/catalogue/schema";

export const GET = handle(
  { summary: "List APIs", area: "catalogue", query: ApiList.api, answer: ApiPage },
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
