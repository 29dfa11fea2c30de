import type { Ctx, Db } from "#lib/db";
import { AppError, type Issue } from "#lib/errors";
import {
  fetchDocument,
  inspectDocument,
  type DocumentProblem,
  type InspectedDocument,
  type Inspection,
} from "#lib/openapi";
import { readEgressSetting } from "./egress-settings.ts";
import type { DocumentSource } from "./schema.ts";

export interface ReadDocument {
  text: string;
  document: InspectedDocument;
  problems: DocumentProblem[];
}

/** Fetches where the source is an address, and inspects. Issues of a failed fetch are at `source.url`. */
export async function inspectSource(
  db: Db,
  source: DocumentSource,
): Promise<{ text: string; inspection: Inspection }> {
  const text = source.kind === "text" ? source.text : await fetchSource(db, source.url);
  return { text, inspection: await inspectDocument(text) };
}

/** The document of a source, or `unprocessable` with an issue per error, each with its place in the text. */
export async function readSource(ctx: Ctx, source: DocumentSource): Promise<ReadDocument> {
  const { text, inspection } = await inspectSource(ctx.db, source);
  if (inspection.ok) return { text, document: inspection.document, problems: inspection.problems };
  const errors = inspection.problems.filter((problem) => problem.severity === "error");
  throw new AppError("unprocessable", errors[0]?.message ?? "The document cannot be used.", {
    issues: errors.map((problem) => toIssue(problem, source.kind)),
    details: { problems: inspection.problems },
  });
}

async function fetchSource(db: Db, url: string): Promise<string> {
  const policy = await readEgressSetting(db);
  try {
    return await fetchDocument(url, policy);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const issues = error.issues.map((issue) => ({ ...issue, path: ["source", ...issue.path] }));
    throw new AppError(error.code, error.message, { issues, cause: error });
  }
}

function toIssue(problem: DocumentProblem, kind: DocumentSource["kind"]): Issue {
  const place = problem.pointer ? `${problem.pointer}: ` : "";
  return { path: ["source", kind], message: `${place}${problem.message}`, code: problem.code };
}
