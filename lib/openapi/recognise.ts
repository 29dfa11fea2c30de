import { isObject, type JsonObject } from "#lib/json/schema";
import { cleanText } from "./clean-text.ts";
import { DOCUMENT_FORMATS, type DocumentFormat, type DocumentProblem } from "./schema.ts";

type Recognised =
  | { ok: true; root: JsonObject; format: DocumentFormat; problems: DocumentProblem[] }
  | { ok: false; problem: DocumentProblem };

/** Is it an OpenAPI document, and of which version? */
export function recognise(value: unknown): Recognised {
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
