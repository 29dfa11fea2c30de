import { z } from "zod";

export * from "./reference-schema.ts";
export * from "./style-schema.ts";

/** Limits on a document somebody hands in. */
export const DOCUMENT_MAX_BYTES = 10 * 1024 * 1024;
export const DOCUMENT_MAX_DEPTH = 200;
export const DOCUMENT_MAX_NODES = 2_000_000;
export const DOCUMENT_MAX_OPERATIONS = 5_000;
/** Problems past this many are counted, not listed. */
export const PROBLEMS_SHOWN = 100;

export const DOCUMENT_FORMATS = ["2.0", "3.0", "3.1"] as const;
export const DocumentFormat = z.enum(DOCUMENT_FORMATS);
export type DocumentFormat = z.infer<typeof DocumentFormat>;

/** Something wrong with a document. An `error` refuses it; with a `warning` it can be used. */
export const DocumentProblem = z
  .object({
    severity: z.enum(["error", "warning"]),
    code: z.string(),
    message: z.string(),
    line: z.int().optional().describe("Where in the text, counted from 1; for faults of syntax."),
    column: z.int().optional(),
    pointer: z.string().optional().describe("RFC 6901 pointer into the document; for faults of content."),
  })
  .meta({ id: "DocumentProblem" });
export type DocumentProblem = z.infer<typeof DocumentProblem>;

export interface DocumentOperation {
  /** Upper case. */
  method: string;
  path: string;
  operationId?: string;
  summary: string;
  tags: string[];
  deprecated: boolean;
}

export interface InspectedDocument {
  format: DocumentFormat;
  title: string;
  /** `info.version`: the document's own version, free text. */
  version: string;
  description: string;
  /** Absolute or relative addresses, variables filled with their defaults. */
  servers: string[];
  operations: DocumentOperation[];
}

export type Inspection =
  | { ok: true; document: InspectedDocument; problems: DocumentProblem[] }
  | { ok: false; problems: DocumentProblem[] };
