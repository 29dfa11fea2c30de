import { isObject, resolvePointer, type JsonObject } from "./json.ts";
import type { Document, Marks, Node } from "./model.ts";

/** More hops than any honest document makes. */
const HOPS_MAX = 50;

/** A parsed document whose references can be followed. */
export function openDocument(root: JsonObject): Document {
  return { root, follow: (node) => follow(root, node) };
}

function follow(root: JsonObject, node: Node): Node & { external?: string } {
  let at = node;
  for (let hop = 0; hop < HOPS_MAX; hop++) {
    const reference = isObject(at.value) ? at.value["$ref"] : undefined;
    if (typeof reference !== "string") return at;
    if (reference !== "#" && !reference.startsWith("#/")) return { ...at, external: reference };
    const target = resolvePointer(root, reference);
    if (target === undefined) return { ...at, external: reference };
    at = { value: target, pointer: decodePointer(reference) };
  }
  return { ...at, external: "a reference that leads round in a circle" };
}

function decodePointer(reference: string): string {
  try {
    return decodeURIComponent(reference.slice(1));
  } catch {
    return reference.slice(1);
  }
}

export function readMarks(object: JsonObject): Marks {
  return {
    deprecated: object["deprecated"] === true,
    sunset: object["x-sunset"],
    stability: object["x-stability-level"],
  };
}
