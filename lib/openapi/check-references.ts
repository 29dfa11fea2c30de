import { isObject, pointerTo, resolvePointer } from "#lib/json/schema";
import { DOCUMENT_MAX_DEPTH, DOCUMENT_MAX_NODES, type DocumentProblem } from "./schema.ts";

interface Place {
  value: unknown;
  key: string | number;
  depth: number;
  parent: Place | undefined;
}

/**
 * Walks the whole document once, without recursion: refuses what is nested too deeply or expands to too much (a YAML
 * document can contain itself), and finds each `$ref` that leads nowhere. References are not followed, so cycles are fine.
 */
export function checkReferences(root: unknown): DocumentProblem[] {
  const problems: DocumentProblem[] = [];
  const stack: Place[] = [{ value: root, key: "", depth: 0, parent: undefined }];
  let nodes = 0;
  for (let place = stack.pop(); place; place = stack.pop()) {
    const { value, depth } = place;
    if (typeof value !== "object" || value === null) continue;
    if (depth > DOCUMENT_MAX_DEPTH) return [tooDeep(place)];
    nodes += 1;
    if (nodes > DOCUMENT_MAX_NODES) return [tooLarge()];
    if (isObject(value) && typeof value["$ref"] === "string" && !isSample(place)) {
      const problem = checkReference(root, value["$ref"], place);
      if (problem) problems.push(problem);
    }
    for (const [key, child] of Object.entries(value))
      stack.push({ value: child, key, depth: depth + 1, parent: place });
  }
  return problems;
}

function checkReference(root: unknown, reference: string, place: Place): DocumentProblem | undefined {
  const pointer = `${pointerOf(place)}/$ref`;
  if (!reference.startsWith("#")) {
    return warning(
      "external-reference",
      `${short(reference)} is outside this document and was not fetched.`,
      pointer,
    );
  }
  if (reference !== "#" && !reference.startsWith("#/")) return undefined;
  if (resolvePointer(root, reference) !== undefined) return undefined;
  return warning("broken-reference", `${short(reference)} points at nothing in this document.`, pointer);
}

/** A `$ref` inside an example is data. */
function isSample(place: Place): boolean {
  for (let at: Place | undefined = place; at; at = at.parent) {
    if (at.key === "example" || at.key === "examples" || at.key === "enum" || at.key === "default")
      return true;
  }
  return false;
}

function pointerOf(place: Place): string {
  const keys: (string | number)[] = [];
  for (let at: Place = place; at.parent; at = at.parent) keys.unshift(at.key);
  return pointerTo(...keys);
}

function tooDeep(place: Place): DocumentProblem {
  const pointer = pointerOf(place).slice(0, 200);
  const message = `The document is nested more than ${DOCUMENT_MAX_DEPTH} levels deep.`;
  return { severity: "error", code: "too-deep", message, pointer };
}

function tooLarge(): DocumentProblem {
  return {
    severity: "error",
    code: "alias-bomb",
    message: "The document expands to too many parts to be read.",
  };
}

function warning(code: string, message: string, pointer: string): DocumentProblem {
  return { severity: "warning", code, message, pointer };
}

function short(reference: string): string {
  return reference.length > 120 ? `${reference.slice(0, 119)}…` : reference;
}
