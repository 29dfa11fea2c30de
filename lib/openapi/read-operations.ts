import { isObject, pointerTo, resolvePointer, type JsonObject } from "#lib/json/schema";
import { cleanText } from "./clean-text.ts";
import { DOCUMENT_MAX_OPERATIONS, type DocumentOperation, type DocumentProblem } from "./schema.ts";

const METHODS = ["get", "put", "post", "delete", "options", "head", "patch", "trace"] as const;
const REFERENCE_HOPS = 50;

/** The operations in the document's own order, and what keeps some of them from being listed. */
export function readOperations(root: JsonObject): {
  operations: DocumentOperation[];
  problems: DocumentProblem[];
} {
  const operations: DocumentOperation[] = [];
  const problems: DocumentProblem[] = [];
  const taken = new Set<string>();
  const paths = root["paths"] ?? {};
  if (!isObject(paths)) {
    return {
      operations,
      problems: [refusal("paths", "/paths", "`paths` must be an object of path → path item.")],
    };
  }
  for (const [path, given] of Object.entries(paths)) {
    if (path.startsWith("x-")) continue;
    const item = pathItemOf(root, given);
    if (!path.startsWith("/") || path.length > 1000) {
      const message = "A path starts with / and has at most 1000 characters; this one is left out.";
      problems.push(warning("path", pointerTo("paths", path), message));
    } else if (!isObject(item)) {
      problems.push(warning("path-item", pointerTo("paths", path), "Not a path item; it is left out."));
    } else {
      readPathItem(path, item, { operations, problems, taken });
    }
  }
  if (operations.length > DOCUMENT_MAX_OPERATIONS) {
    const message = `${operations.length} operations; at most ${DOCUMENT_MAX_OPERATIONS} can be registered as one version.`;
    problems.push(refusal("too-many-operations", "/paths", message));
  } else if (operations.length === 0) {
    problems.push(warning("no-operations", "/paths", "The document describes no operations."));
  }
  problems.push(...repeatedIds(operations));
  return { operations, problems };
}

function readPathItem(
  path: string,
  item: JsonObject,
  into: { operations: DocumentOperation[]; problems: DocumentProblem[]; taken: Set<string> },
): void {
  for (const method of methodsOf(item)) {
    const operation = item[method];
    const read = isObject(operation) ? readOperation(method, path, operation) : undefined;
    if (read && into.taken.has(nameOf(read))) {
      const message =
        "The same operation as an earlier one, but for characters that are not kept; it is left out.";
      into.problems.push(warning("repeated-operation", pointerTo("paths", path, method), message));
    } else if (read) {
      into.taken.add(nameOf(read));
      into.operations.push(read);
    } else {
      const message = "Not an operation; it is left out.";
      into.problems.push(warning("operation", pointerTo("paths", path, method), message));
    }
  }
}

function nameOf({ method, path }: DocumentOperation): string {
  return `${method} ${path}`;
}

function readOperation(method: string, path: string, operation: JsonObject): DocumentOperation {
  const operationId = cleanText(operation["operationId"], 300);
  const tags = Array.isArray(operation["tags"]) ? operation["tags"] : [];
  return {
    method: method.toUpperCase(),
    path: cleanText(path, 1000),
    ...(operationId ? { operationId } : {}),
    summary: cleanText(operation["summary"] ?? operation["description"], 300),
    tags: [...new Set(tags.map((tag) => cleanText(tag, 100)).filter((tag) => tag !== ""))].slice(0, 20),
    deprecated: operation["deprecated"] === true,
  };
}

/** The path item behind local references; the item itself when there are none, nothing when they lead nowhere or round. */
export function pathItemOf(root: JsonObject, item: unknown): unknown {
  let value = item;
  for (let hop = 0; hop < REFERENCE_HOPS; hop++) {
    if (!isObject(value) || typeof value["$ref"] !== "string") return value;
    const target = value["$ref"].startsWith("#") ? resolvePointer(root, value["$ref"]) : undefined;
    // Members beside the reference count too (OpenAPI 3.1 §4.8.9 leaves this open; dropping them would lose operations).
    if (METHODS.some((method) => Object.hasOwn(value as JsonObject, method))) return value;
    value = target;
  }
  return undefined;
}

/** The methods a path item has operations for, in OpenAPI's order and in lower case. */
export function methodsOf(item: JsonObject): readonly string[] {
  return METHODS.filter((method) => Object.hasOwn(item, method));
}

function repeatedIds(operations: DocumentOperation[]): DocumentProblem[] {
  const seen = new Set<string>();
  const problems: DocumentProblem[] = [];
  for (const { operationId, path, method } of operations) {
    if (operationId === undefined) continue;
    if (seen.has(operationId)) {
      const pointer = pointerTo("paths", path, method.toLowerCase(), "operationId");
      problems.push(
        warning("repeated-operation-id", pointer, `operationId ${operationId} is used more than once.`),
      );
    }
    seen.add(operationId);
  }
  return problems;
}

function refusal(code: string, pointer: string, message: string): DocumentProblem {
  return { severity: "error", code, message, pointer };
}

function warning(code: string, pointer: string, message: string): DocumentProblem {
  return { severity: "warning", code, message, pointer };
}
