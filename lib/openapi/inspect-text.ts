import { isObject } from "#lib/json/schema";
import { checkReferences } from "./check-references.ts";
import { checkSchema } from "./check-schema.ts";
import { cleanText } from "./clean-text.ts";
import { parseText } from "./parse-text.ts";
import { readOperations } from "./read-operations.ts";
import { readServers } from "./read-servers.ts";
import { recognise } from "./recognise.ts";
import { PROBLEMS_SHOWN, type DocumentProblem, type Inspection } from "./schema.ts";

/** Reads a document in this process, however long it takes: `inspectDocument` is the guarded way in. */
export async function inspectText(text: string): Promise<Inspection> {
  const parsed = parseText(text);
  if (!parsed.ok) return { ok: false, problems: [parsed.problem] };
  const recognised = recognise(parsed.value);
  if (!recognised.ok) return { ok: false, problems: [recognised.problem] };
  const { root, format, problems } = recognised;
  problems.push(...checkReferences(root));
  if (hasError(problems)) return { ok: false, problems: capped(problems) };
  const { operations, problems: operationProblems } = readOperations(root);
  problems.push(...operationProblems);
  // The schema is slow on what is too large, and its warnings are of no use to a document that is refused.
  if (!hasError(problems)) problems.push(...(await checkSchema(root)));
  if (hasError(problems)) return { ok: false, problems: capped(problems) };
  const info = isObject(root["info"]) ? root["info"] : {};
  const document = {
    format,
    title: cleanText(info["title"], 200),
    version: cleanText(info["version"], 100),
    description: cleanText(info["description"] ?? info["summary"], 5000),
    servers: readServers(root, format),
    operations,
  };
  return { ok: true, document, problems: capped(problems) };
}

function hasError(problems: DocumentProblem[]): boolean {
  return problems.some((problem) => problem.severity === "error");
}

/** Errors first, then a bounded number of warnings and how many more there are. */
function capped(problems: DocumentProblem[]): DocumentProblem[] {
  const sorted = problems.toSorted((a, b) => Number(b.severity === "error") - Number(a.severity === "error"));
  const more = sorted.length - PROBLEMS_SHOWN;
  if (more <= 0) return sorted;
  const rest = { severity: "warning", code: "more", message: `${more} more problems of this kind.` } as const;
  return [...sorted.slice(0, PROBLEMS_SHOWN), rest];
}
