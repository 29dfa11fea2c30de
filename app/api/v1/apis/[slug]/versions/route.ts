import { handle } from "@/app/_server/handle.ts";
import { addVersion } from "#lib/catalogue";
import { AddVersion, ApiParams, DOCUMENT_BODY_MAX_BYTES, Registered } from "#lib/catalogue/schema";

export const POST = handle(
  {
    summary: "Add a version",
    area: "catalogue",
    params: ApiParams,
    body: AddVersion,
    bodyMaxBytes: DOCUMENT_BODY_MAX_BYTES,
    status: 201,
    answer: Registered,
  },
  ({ ctx, params, body }) => addVersion(ctx, params, body),
);
