import { readdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { AppError } from "#lib/errors";
import type { Env } from "./parse.ts";

/** Documents of our own, below the project's folder. */
const OWN = "demo/documents";

/**
 * The OpenAPI documents that tests and benchmarks read whole, as absolute paths, the largest first: all below the folder
 * that OPENAPI_DOCUMENTS names, else our own. Throws AppError("invalid") when it names no folder, or one without documents.
 */
export function openapiDocumentFiles(env: Env = process.env): string[] {
  const given = env["OPENAPI_DOCUMENTS"];
  const folder = resolve(given === undefined || given === "" ? OWN : given);
  const found = listFiles(folder)
    .filter((name) => /\.(json|ya?ml)$/.test(name))
    .map((name) => join(folder, name));
  if (found.length === 0) throw refusal("names a folder without .json and .yaml files.");
  const sizeOf = new Map(found.map((path) => [path, statSync(path).size]));
  return found.toSorted((a, b) => (sizeOf.get(b) ?? 0) - (sizeOf.get(a) ?? 0) || (a < b ? -1 : 1));
}

function listFiles(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: "utf8" });
  } catch (cause) {
    throw refusal("names no folder that can be read.", cause);
  }
}

function refusal(what: string, cause?: unknown): AppError {
  const message = `OPENAPI_DOCUMENTS ${what}`;
  const details = { issues: [{ path: ["OPENAPI_DOCUMENTS"], message }] };
  return new AppError("invalid", message, { details, cause });
}
