import { handle } from "@/app/_server/handle.ts";
import { addVersion } from "#lib/catalogue";
import { AddVersion, ApiParams, DOCUMENT_BODY_MAX_BYTES } from "#lib/catalogue/schema";

export const POST = handle(
  { params: ApiParams, body: AddVersion, bodyMaxBytes: DOCUMENT_BODY_MAX_BYTES, status: 201 },
  ({ ctx, params, body }) => addVersion(ctx, params, body),
);
