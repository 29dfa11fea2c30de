import { handle } from "@/app/_server/handle.ts";
import { inspectImport } from "#lib/catalogue";
import { DOCUMENT_BODY_MAX_BYTES, InspectImport } from "#lib/catalogue/schema";

export const POST = handle({ body: InspectImport, bodyMaxBytes: DOCUMENT_BODY_MAX_BYTES }, ({ ctx, body }) =>
  inspectImport(ctx, body),
);
