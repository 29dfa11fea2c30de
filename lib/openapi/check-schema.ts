import { validate } from "@scalar/openapi-parser";
import type { JsonObject } from "#lib/json/schema";
import type { DocumentProblem } from "./schema.ts";

/** Against the JSON Schema of its OpenAPI version. Documents in use break it in small ways: these are warnings. */
export async function checkSchema(document: JsonObject): Promise<DocumentProblem[]> {
  let errors: { message: string; code?: string; path?: string | string[] }[];
  try {
    // The validator changes what it is given.
    errors = (await validate(structuredClone(document))).errors ?? [];
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return [
      {
        severity: "warning",
        code: "unchecked",
        message: "Too deeply linked to be checked against the schema.",
      },
    ];
  }
  return errors
    .filter((error) => !REFERENCE_CODES.has(error.code ?? ""))
    .map((error) => {
      const pointer = Array.isArray(error.path) ? error.path.join("/") : error.path;
      const message = error.message.replaceAll(/\s+/g, " ").slice(0, 300);
      return {
        severity: "warning",
        code: "schema",
        message,
        ...(pointer === undefined ? {} : { pointer }),
      } as const;
    });
}

/** References are judged by `checkReferences`, which says where they stand. */
const REFERENCE_CODES = new Set(["INVALID_REFERENCE", "EXTERNAL_REFERENCE_NOT_FOUND", "SELF_REFERENCE"]);
