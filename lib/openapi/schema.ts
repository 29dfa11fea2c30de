export * from "./reference-schema.ts";

/** Limits on a document somebody hands in. */
export const DOCUMENT_MAX_BYTES = 10 * 1024 * 1024;
export const DOCUMENT_MAX_DEPTH = 200;
export const DOCUMENT_MAX_NODES = 2_000_000;
export const DOCUMENT_MAX_OPERATIONS = 5_000;
/** Problems past this many are counted, not listed. */
export const PROBLEMS_SHOWN = 100;

export const DOCUMENT_FORMATS = ["2.0", "3.0", "3.1"] as const;
export type DocumentFormat = (typeof DOCUMENT_FORMATS)[number];

/** Something wrong with a document. An `error` refuses it; with a `warning` it can be used. */
export interface DocumentProblem {
  severity: "error" | "warning";
  code: string;
  message: string;
  /** Where in the text, counted from 1; for faults of syntax. */
  line?: number;
  column?: number;
  /** RFC 6901 pointer into the document; for faults of content. */
  pointer?: string;
}

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
