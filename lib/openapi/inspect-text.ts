import { checkReferences } from "./check-references.ts";
import { checkSchema } from "./check-schema.ts";
import { cleanText, isObject, type JsonObject } from "./json-object.ts";
import { parseText } from "./parse-text.ts";
import { readOperations } from "./read-operations.ts";
import { readServers } from "./read-servers.ts";
import {
  DOCUMENT_FORMATS,
  PROBLEMS_SHOWN,
  type DocumentFormat,
  type DocumentProblem,
  type Inspection,
} from "./schema.ts";

/** Reads a document in this thread, however long it takes: `inspectDocument` is the guarded way in. */
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

type Recognised =
  | { ok: true; root: JsonObject; format: DocumentFormat; problems: DocumentProblem[] }
  | { ok: false; problem: DocumentProblem };

/** Is it an OpenAPI document, and of which version? */
function recognise(value: unknown): Recognised {
  if (!isObject(value))
    return refused("not-openapi", "This is not an OpenAPI document: its root is not an object.", "");
  const problems: DocumentProblem[] = [];
  const member = Object.hasOwn(value, "swagger") ? "swagger" : "openapi";
  if (!Object.hasOwn(value, member)) {
    return refused(
      "not-openapi",
      "This is not an OpenAPI document: it has neither `openapi` nor `swagger`.",
      "",
    );
  }
  const given = value[member];
  const version = typeof given === "number" ? given.toFixed(1) : given;
  const format = DOCUMENT_FORMATS.find(
    (known) => typeof version === "string" && (version === known || version.startsWith(`${known}.`)),
  );
  if (format === undefined || (format === "2.0") !== (member === "swagger")) {
    const message = `Version ${cleanText(given, 40) || "(none)"} is not supported; 2.0, 3.0 and 3.1 are.`;
    return refused("unsupported-version", message, `/${member}`);
  }
  if (typeof given === "number") {
    value[member] = version;
    const message = "The version should be text: put it in quotes.";
    problems.push({ severity: "warning", code: "version-number", message, pointer: `/${member}` });
  }
  return { ok: true, root: value, format, problems };
}

function refused(code: string, message: string, pointer: string): Recognised {
  return { ok: false, problem: { severity: "error", code, message, pointer } };
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
