import type { DocumentFacts } from "#lib/governance";
import { isObject, type JsonObject } from "#lib/json/schema";
import { cleanText } from "./clean-text.ts";
import { parseText } from "./parse-text.ts";
import { methodsOf, pathItemOf } from "./read-operations.ts";
import { recognise } from "./recognise.ts";

const PATHS_MAX = 1_000;
const SCHEMES_MAX = 50;

/** What governance rules ask of a document, read in this process: `summariseDocument` is the guarded way in. */
export function readRuleFacts(text: string): DocumentFacts | { unreadable: true } {
  const parsed = parseText(text);
  if (!parsed.ok) return { unreadable: true };
  const recognised = recognise(parsed.value);
  if (!recognised.ok) return { unreadable: true };
  const { root } = recognised;
  const info = objectIn(root["info"]);
  const paths = Object.entries(objectIn(root["paths"])).filter(([path]) => path.startsWith("/"));
  const needs = paths.flatMap(([, item]) => needsOf(root, pathItemOf(root, item)));
  const components = objectIn(root["components"]);
  const schemes = objectIn(components["securitySchemes"] ?? root["securityDefinitions"]);
  const contact = objectIn(info["contact"]);
  return {
    infoVersion: cleanText(info["version"], 100),
    hasContact: ["name", "email", "url"].some((member) => cleanText(contact[member], 300) !== ""),
    securitySchemes: Object.keys(schemes)
      .slice(0, SCHEMES_MAX)
      .map((name) => cleanText(name, 200)),
    operations: needs.length,
    openOperations: needs.filter((isNeeded) => !isNeeded).length,
    paths: paths.slice(0, PATHS_MAX).map(([path]) => cleanText(path, 1_000)),
  };
}

/** For each operation of a path item, whether it asks for a credential. */
function needsOf(root: JsonObject, item: unknown): boolean[] {
  if (!isObject(item)) return [];
  return methodsOf(item).flatMap((method) => {
    const operation = item[method];
    return isObject(operation) ? [asksForOne(operation["security"] ?? root["security"])] : [];
  });
}

/** One empty requirement makes all of them optional (OpenAPI 3.1 §4.8.30). */
function asksForOne(security: unknown): boolean {
  if (!Array.isArray(security) || security.length === 0) return false;
  return security.every((one) => isObject(one) && Object.keys(one).length > 0);
}

function objectIn(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}
