import type { JsonObject } from "./json.ts";

/** Documents of one operation, for tests. */
export function documentOf(operation: JsonObject, more: JsonObject = {}): JsonObject {
  return {
    openapi: "3.1.0",
    info: { title: "Orders", version: "1" },
    paths: { "/orders": { post: { responses: { 204: { description: "Done" } }, ...operation } } },
    ...more,
  };
}

export function sending(schema: unknown, more: JsonObject = {}): JsonObject {
  return documentOf({ requestBody: { content: { "application/json": { schema } } } }, more);
}

export function answering(schema: unknown, more: JsonObject = {}): JsonObject {
  return documentOf(
    { responses: { 200: { description: "An order", content: { "application/json": { schema } } } } },
    more,
  );
}

export function asking(parameter: JsonObject, more: JsonObject = {}): JsonObject {
  return documentOf({ parameters: [{ name: "page", in: "query", ...parameter }] }, more);
}
