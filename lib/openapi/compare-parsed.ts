import { compareDocuments, standIn, type Comparison, type JsonObject, type StandIn } from "#lib/contract";
import { isObject } from "#lib/json/schema";
import { checkReferences } from "./check-references.ts";
import { parseText } from "./parse-text.ts";
import { recognise } from "./recognise.ts";
import type { DocumentProblem } from "./schema.ts";

export type TextComparison =
  | { ok: true; comparison: Comparison }
  /** `which` cannot be read, for the reasons given. */
  | { ok: false; which: "old" | "new" | "both"; problems: DocumentProblem[] };

interface Texts {
  old: string;
  now: string;
  at: Date;
}

/** Compares two texts in this process, however long it takes: `compareTexts` is the guarded way in. */
export function compareParsed({ old, now, at }: Texts): TextComparison {
  const before = usable(old);
  if (!before.ok) return { ok: false, which: "old", problems: [before.problem] };
  const after = usable(now);
  if (!after.ok) return { ok: false, which: "new", problems: [after.problem] };
  return { ok: true, comparison: compareDocuments(before.root, after.root, at) };
}

/** The same for a fallback: `compareStandIn` is the guarded way in. */
export function standInParsed({ old, now, at }: Texts): StandIn | { verdict: "unknown" } {
  const [primary, fallback] = [usable(old), usable(now)];
  if (!primary.ok || !fallback.ok) return { verdict: "unknown" };
  return standIn(primary.root, fallback.root, at);
}

/** Parsed, an OpenAPI document, and neither too deep nor too large. */
function usable(text: string): { ok: true; root: JsonObject } | { ok: false; problem: DocumentProblem } {
  const parsed = parseText(text);
  if (!parsed.ok) return parsed;
  const read = recognise(parsed.value);
  if (!read.ok && !isNearlyOpenApi(parsed.value)) return read;
  const root = parsed.value as JsonObject;
  const error = checkReferences(root).find((problem) => problem.severity === "error");
  if (error) return { ok: false, problem: error };
  const paths = root["paths"];
  if (paths !== undefined && (typeof paths !== "object" || Array.isArray(paths))) {
    const message = "`paths` must be an object of path → path item.";
    return { ok: false, problem: { severity: "error", code: "paths", message, pointer: "/paths" } };
  }
  return { ok: true, root: root };
}

/** To compare documents one can read more than to import them: a later 3.x, or one that forgot to say its version. */
function isNearlyOpenApi(value: unknown): boolean {
  if (!isObject(value) || Object.hasOwn(value, "swagger")) return false;
  if (!Object.hasOwn(value, "openapi")) return isObject(value["paths"]);
  return typeof value["openapi"] === "string" && /^3\.\d+(?:\.|$)/.test(value["openapi"]);
}
