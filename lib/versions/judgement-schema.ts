import { z } from "zod";
import { DocumentSource, ImportPreview } from "#lib/catalogue/schema";
import { ContractComparison } from "#lib/publishing/schema";

export const JudgeDocument = z.strictObject({ source: DocumentSource });
export type JudgeDocument = z.infer<typeof JudgeDocument>;

export const DocumentJudgement = z
  .object({
    etag: z.int().describe("Of the draft that it would be a part of."),
    preview: ImportPreview,
    digest: z.string().describe("SHA-256 of its text."),
    comparedWith: z.string().describe("draft or revision:<number>: what is published, if anything is."),
    contract: ContractComparison.nullable().describe("Null for a document that cannot be used."),
  })
  .meta({ id: "DocumentJudgement" });
export type DocumentJudgement = z.infer<typeof DocumentJudgement>;
