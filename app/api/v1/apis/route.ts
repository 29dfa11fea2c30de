import { handle } from "@/app/_server/handle.ts";
import { listApis, registerApi } from "#lib/catalogue";
import { ApiList, DOCUMENT_BODY_MAX_BYTES, RegisterApi } from "#lib/catalogue/schema";

export const GET = handle({ query: ApiList.api }, ({ ctx, query }) => listApis(ctx, query));

export const POST = handle(
  { body: RegisterApi, bodyMaxBytes: DOCUMENT_BODY_MAX_BYTES, status: 201 },
  ({ ctx, body }) => registerApi(ctx, body),
);
