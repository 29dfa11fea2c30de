import { LineCounter, parseDocument } from "yaml";
import type { DocumentProblem } from "./schema.ts";

export type Parsed = { ok: true; value: unknown } | { ok: false; problem: DocumentProblem };

/** How often one YAML anchor may be used, nested uses multiplied: far above honest documents, far below a bomb. */
const MAX_ALIAS_COUNT = 1000;

/** JSON or YAML (1.2 with merge keys), told apart by trying. Faults carry line and column. */
export function parseText(text: string): Parsed {
  const source = text.replace(/^\uFEFF/, "");
  if (source.trim() === "") return fail("empty", "The document is empty.");
  if (source.includes("\0"))
    return fail("binary", "The document is not text in UTF-8: it holds NUL characters.");
  let jsonError: unknown;
  try {
    return { ok: true, value: JSON.parse(source) };
  } catch (error) {
    jsonError = error;
  }
  const yaml = parseYaml(source);
  // Meant as JSON: JSON's own message says more than YAML's.
  if (!yaml.ok && /^\s*[{[]/.test(source))
    return { ok: false, problem: jsonProblem(jsonError, yaml.problem) };
  return yaml;
}

function parseYaml(source: string): Parsed {
  const lines = new LineCounter();
  try {
    const document = parseDocument(source, {
      lineCounter: lines,
      merge: true,
      logLevel: "silent",
      prettyErrors: false,
    });
    const [error] = document.errors;
    if (error?.code === "RESOURCE_EXHAUSTION") return tooDeep();
    if (error) {
      const { line, col } = lines.linePos(error.pos[0]);
      return { ok: false, problem: syntax(firstLine(error.message), line, col) };
    }
    return { ok: true, value: document.toJS({ maxAliasCount: MAX_ALIAS_COUNT }) };
  } catch (error) {
    if (error instanceof RangeError) return tooDeep();
    if (error instanceof ReferenceError)
      return fail("alias-bomb", "YAML aliases expand to too much. Write the parts out.");
    throw error;
  }
}

/** V8 says "… in JSON at position 12 (line 1 column 13)", but not always; then YAML's finding gives the place. */
function jsonProblem(error: unknown, yaml: DocumentProblem): DocumentProblem {
  const message = error instanceof Error ? error.message : "";
  const place = /\(line (\d+) column (\d+)\)/.exec(message);
  const plain = firstLine(
    message.replace(/ in JSON at position.*$/s, "").replace(/,? ?(\.\.\.)?".*is not valid JSON$/s, ""),
  );
  if (place) return syntax(plain, Number(place[1]), Number(place[2]));
  if (yaml.code !== "syntax") return yaml;
  return syntax(plain, yaml.line, yaml.column);
}

function tooDeep(): { ok: false; problem: DocumentProblem } {
  return fail("too-deep", "The document is nested too deeply to be read.");
}

function syntax(message: string, line: number | undefined, column: number | undefined): DocumentProblem {
  const where = line === undefined ? "" : ` (line ${line}, column ${column})`;
  return {
    severity: "error",
    code: "syntax",
    message: `${message}${where}`,
    ...(line === undefined ? {} : { line }),
    ...(column === undefined ? {} : { column }),
  };
}

function firstLine(message: string): string {
  return message.split("\n", 1)[0]?.trim().slice(0, 300) ?? "";
}

function fail(code: string, message: string): { ok: false; problem: DocumentProblem } {
  return { ok: false, problem: { severity: "error", code, message } };
}
