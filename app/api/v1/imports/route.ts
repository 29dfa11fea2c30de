import { handle } from "@/app/_server/handle.ts";
import { inspectImport } from "#lib/catalogue";
import { DOCUMENT_BODY_MAX_BYTES, ImportPreview, InspectImport } from "#lib/catalogue/schema";

export const POST = handle(
  {
    summary: "Inspect a document before an import",
    area: "catalogue",
    body: InspectImport,
    bodyMaxBytes: DOCUMENT_BODY_MAX_BYTES,
    answer: ImportPreview,
    access: "read",
  },
  ({ ctx, body }) => inspectImport(ctx, body),
);
