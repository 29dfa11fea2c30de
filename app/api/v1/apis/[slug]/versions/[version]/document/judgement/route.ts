import { handle } from "@/app/_server/handle.ts";
import { DOCUMENT_BODY_MAX_BYTES } from "#lib/catalogue/schema";
import { judgeDocument } from "#lib/versions";
import { DocumentJudgement, JudgeDocument, VersionLifeParams } from "#lib/versions/schema";

export const POST = handle(
  {
    summary: "Judge a document for a draft",
    area: "publishing",
    params: VersionLifeParams,
    body: JudgeDocument,
    bodyMaxBytes: DOCUMENT_BODY_MAX_BYTES,
    answer: DocumentJudgement,
    access: "read",
  },
  ({ ctx, params, body }) => judgeDocument(ctx, params, body),
);
