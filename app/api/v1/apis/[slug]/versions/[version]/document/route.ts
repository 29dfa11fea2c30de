import { handle } from "@/app/_server/handle.ts";
import { getDocument, replaceDocument } from "#lib/catalogue";
import {
  DOCUMENT_BODY_MAX_BYTES,
  DraftDocument,
  ReplaceDocument,
  ReplacedDocument,
  VersionParams,
} from "#lib/catalogue/schema";

export const GET = handle(
  { summary: "Read a draft's document", area: "catalogue", params: VersionParams, answer: DraftDocument },
  ({ ctx, params }) => getDocument(ctx, params),
);

export const PUT = handle(
  {
    summary: "Replace a draft's document",
    area: "catalogue",
    params: VersionParams,
    body: ReplaceDocument,
    bodyMaxBytes: DOCUMENT_BODY_MAX_BYTES,
    answer: ReplacedDocument,
    resource: GET,
  },
  ({ ctx, params, body }) => replaceDocument(ctx, params, body),
);
