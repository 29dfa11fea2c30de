import type { JsonObject } from "#lib/contract";

const OPERATIONS_PER_PATH = 4;
const METHODS = ["get", "post", "put", "delete"] as const;
const SCHEMAS = 240;
const PROPERTIES = 12;

/**
 * A document of so many operations as large APIs have them: shared schemas that refer to each other and to themselves,
 * lists, alternatives, parameters, four answers each. Of the `isChanged` one, every tenth schema and parameter differs.
 */
export function largeDocument(operations: number, isChanged: boolean): JsonObject {
  const paths: JsonObject = {};
  for (let index = 0; index < operations / OPERATIONS_PER_PATH; index++) {
    const item: JsonObject = {};
    for (const [at, method] of METHODS.entries())
      item[method] = operation(index * OPERATIONS_PER_PATH + at, isChanged);
    paths[`/resource-${index}/{id}`] = item;
  }
  const schemas: JsonObject = {};
  for (let index = 0; index < SCHEMAS; index++) schemas[`Schema${index}`] = schema(index, isChanged);
  return {
    openapi: "3.0.3",
    info: { title: "Large", version: isChanged ? "2" : "1" },
    paths,
    components: { schemas, securitySchemes: { key: { type: "apiKey", in: "header", name: "X-Key" } } },
    security: [{ key: [] }],
  };
}

function reference(index: number): JsonObject {
  return { $ref: `#/components/schemas/Schema${index % SCHEMAS}` };
}

function operation(index: number, isChanged: boolean): JsonObject {
  const differs = isChanged && index % 10 === 0;
  const json = (schemaIndex: number) => ({ "application/json": { schema: reference(schemaIndex) } });
  return {
    operationId: `operation${index}`,
    parameters: [
      { name: "id", in: "path", required: true, schema: { type: "string" } },
      { name: "limit", in: "query", schema: { type: "integer", maximum: differs ? 50 : 100 } },
      { name: "X-Trace", in: "header", schema: { type: "string", maxLength: 64 } },
    ],
    requestBody: { required: true, content: json(index) },
    responses: {
      200: { description: "Done", content: json(index + 1) },
      400: { description: "Refused", content: json(index + 2) },
      404: { description: "Not there", content: json(index + 3) },
      default: { description: "Failed", content: json(index + 4) },
    },
  };
}

function schema(index: number, isChanged: boolean): JsonObject {
  const differs = isChanged && index % 10 === 0;
  const properties: JsonObject = {
    self: reference(index),
    next: reference(index + 1),
    parts: { type: "array", items: reference(index * 7) },
    either: { oneOf: [reference(index + 2), { type: "string" }] },
    kind: { type: "string", enum: differs ? ["a", "b"] : ["a", "b", "c"] },
  };
  for (let at = 0; at < PROPERTIES; at++)
    properties[`property${at}`] = { type: at % 3 === 0 ? "integer" : "string", description: "As it is." };
  return { type: "object", properties, required: differs ? ["kind", "property1"] : ["kind"] };
}
