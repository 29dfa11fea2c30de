import { describe, expect, test } from "vitest";
import { compareDocuments } from "./compare.ts";
import type { JsonObject } from "./json.ts";
import { swaggerOf } from "./test-swagger.ts";

const AT = new Date("2026-11-25T12:00:00Z");
const text = { type: "string" };
const json = (schema: unknown) => ({ "application/json": { schema } });
const documentOf = (operation: JsonObject, more: JsonObject = {}): JsonObject => ({
  openapi: "3.0.3",
  info: { title: "Orders", version: "1" },
  paths: { "/orders/{id}": { post: { responses: { 204: { description: "Done" } }, ...operation } } },
  ...more,
});
const answered = (response: JsonObject) =>
  documentOf({ responses: { 200: { description: "", ...response } } });
const answering = (schema: unknown, more: JsonObject = {}) =>
  documentOf({ responses: { 200: { description: "", content: json(schema) } } }, more);
const sending = (schema: unknown, more: JsonObject = {}) =>
  documentOf({ requestBody: { required: true, content: json(schema) } }, more);
const asking = (...parameters: JsonObject[]) => documentOf({ parameters });
const query = (schema: JsonObject, more: JsonObject = {}) => ({ name: "page", in: "query", schema, ...more });
const object = (properties: JsonObject, more: JsonObject = {}) => ({ type: "object", properties, ...more });
/** Of 2.0 forms the body is required when one of their fields is. */
const form = (schema: JsonObject) =>
  documentOf({
    requestBody: {
      ...("required" in schema ? { required: true } : {}),
      content: { "application/x-www-form-urlencoded": { schema } },
    },
  });
const ref = { $ref: "#/components/schemas/Order" };
const named = (schema: JsonObject) => ({ components: { schemas: { Order: schema } } });
const secured = (security: unknown, securitySchemes: JsonObject) =>
  documentOf({ security }, { components: { securitySchemes } });
const key = { type: "apiKey", in: "header", name: "X-Key" };
const oauth = (...scopes: string[]) => ({
  type: "oauth2",
  flows: {
    clientCredentials: {
      tokenUrl: "https://a.example",
      scopes: Object.fromEntries(scopes.map((s) => [s, s])),
    },
  },
});
const header = (schema: JsonObject) => answered({ headers: { "X-Left": { schema } } });

/** Pairs that either language can say. Each is compared forwards and backwards. */
const PAIRS: Record<string, [JsonObject, JsonObject]> = {
  "an operation": [documentOf({}), documentOf({}, { paths: {} })],
  "another path": [documentOf({}), documentOf({}, { paths: { "/carts": { post: { responses: {} } } } })],
  "an operation's id and tags": [
    documentOf({ operationId: "a", tags: ["x"] }),
    documentOf({ operationId: "b" }),
  ],
  "a deprecation": [documentOf({}), documentOf({ deprecated: true })],
  "a body": [documentOf({}), sending(text)],
  "whether the body is required": [documentOf({ requestBody: { content: json(text) } }), sending(text)],
  "a body's media type": [
    sending(text),
    documentOf({ requestBody: { required: true, content: { "text/plain": { schema: text } } } }),
  ],
  "a required property of a body": [
    sending(object({ a: text })),
    sending(object({ a: text }, { required: ["a"] })),
  ],
  "a property of a body": [sending(object({ a: text })), sending(object({}))],
  "the type of a body's property": [
    sending(object({ a: text })),
    sending(object({ a: { type: "integer" } })),
  ],
  "an enum in a body": [sending({ ...text, enum: ["a", "b"] }), sending({ ...text, enum: ["a"] })],
  "an enum in an answer": [answering({ ...text, enum: ["a", "b"] }), answering({ ...text, enum: ["a"] })],
  "a pattern": [sending(text), sending({ ...text, pattern: "^a" })],
  "a format": [answering(text), answering({ ...text, format: "uuid" })],
  "bounds of a length": [
    sending({ ...text, maxLength: 9 }),
    sending({ ...text, maxLength: 5, minLength: 1 }),
  ],
  "bounds of a number": [
    sending({ type: "number", maximum: 9 }),
    sending({ type: "number", maximum: 9, exclusiveMaximum: true }),
  ],
  "a number's kind": [sending({ type: "number" }), sending({ type: "integer" })],
  "the items of a list": [
    answering({ type: "array", items: text }),
    answering({ type: "array", items: { type: "integer" }, maxItems: 3 }),
  ],
  "unique items": [
    sending({ type: "array", items: text }),
    sending({ type: "array", items: text, uniqueItems: true }),
  ],
  "a property of an answer": [answering(object({ a: text, b: text })), answering(object({ a: text }))],
  "a required property of an answer": [
    answering(object({ a: text }, { required: ["a"] })),
    answering(object({ a: text })),
  ],
  "additional properties": [sending(object({})), sending(object({}, { additionalProperties: false }))],
  "a default": [
    sending(object({ a: { ...text, default: "x" } })),
    sending(object({ a: { ...text, default: "y" } })),
  ],
  "a property that is read only": [
    sending(object({ a: text })),
    sending(object({ a: { ...text, readOnly: true } })),
  ],
  "a part of a whole": [
    sending({ allOf: [object({ a: text })] }),
    sending({ allOf: [object({ a: text }), object({ b: text }, { required: ["b"] })] }),
  ],
  "a definition": [
    answering(ref, named(object({ a: text }))),
    answering(ref, named(object({ a: { type: "integer" } }))),
  ],
  "a definition that holds itself": [
    sending(ref, named(object({ of: ref, a: text }))),
    sending(ref, named(object({ of: ref, a: text }, { required: ["a"] }))),
  ],
  "a parameter": [asking(), asking(query(text))],
  "whether a parameter is required": [asking(query(text)), asking(query(text, { required: true }))],
  "a required parameter": [asking(), asking(query(text, { required: true }))],
  "a parameter's type": [asking(query(text)), asking(query({ type: "integer" }))],
  "a parameter's enum": [
    asking(query({ ...text, enum: ["a", "b"] })),
    asking(query({ ...text, enum: ["a"] })),
  ],
  "a parameter's bounds": [
    asking(query({ type: "integer" })),
    asking(query({ type: "integer", maximum: 100 })),
  ],
  "a parameter's default": [
    asking(query({ ...text, default: "x" })),
    asking(query({ ...text, default: "y" })),
  ],
  "a parameter's place": [asking(query(text)), asking(query(text, { in: "header" }))],
  "a list that is given otherwise": [
    asking(query({ type: "array", items: text }, { style: "form", explode: true })),
    asking(query({ type: "array", items: text }, { style: "form", explode: false })),
  ],
  "a header": [asking(), asking({ name: "X-Trace", in: "header", required: true, schema: text })],
  "a form's field": [form(object({ a: text })), form(object({ a: text, b: text }, { required: ["b"] }))],
  "a form's type": [form(object({ a: text })), form(object({ a: { type: "integer" } }))],
  "an answer": [
    documentOf({ responses: { 200: { description: "" }, 404: { description: "" } } }),
    answered({}),
  ],
  "a good answer": [
    documentOf({ responses: { 200: { description: "" }, 202: { description: "" } } }),
    answered({}),
  ],
  "an answer's media type": [
    answered({ content: json(text) }),
    answered({ content: { "text/plain": { schema: text } } }),
  ],
  "an answer's body": [answered({ content: json(text) }), answered({})],
  "an answer's header": [header(text), answered({})],
  "the type of an answer's header": [header(text), header({ type: "integer" })],
  "what protects it": [secured([], {}), secured([{ key: [] }], { key })],
  "the place of a key": [
    secured([{ key: [] }], { key }),
    secured([{ key: [] }], { key: { ...key, in: "query" } }),
  ],
  "a scope": [
    secured([{ o: ["a"] }], { o: oauth("a", "b") }),
    secured([{ o: ["a", "b"] }], { o: oauth("a", "b") }),
  ],
  "an alternative way in": [
    secured([{ key: [] }], { key }),
    secured([{ key: [] }, { basic: [] }], { key, basic: { type: "http", scheme: "basic" } }),
  ],
  "the server": [
    documentOf({}, { servers: [{ url: "https://a.example/v1" }] }),
    documentOf({}, { servers: [{ url: "https://b.example/v1" }] }),
  ],
};

function verdictsOf(old: JsonObject, now: JsonObject): string[] {
  const { breaking, risky, safe } = compareDocuments(old, now, AT);
  return [...breaking, ...risky, ...safe].map(({ verdict, rule }) => `${verdict} ${rule}`).sort();
}

describe.each(Object.entries(PAIRS))("%s that changes", (_, [old, now]) => {
  test.each([
    ["forwards", old, now],
    ["backwards", now, old],
  ])("%s is judged alike in 2.0", (_way, from, to) => {
    const asked = verdictsOf(from, to);
    expect(verdictsOf(swaggerOf(from), swaggerOf(to))).toEqual(asked);
    expect(verdictsOf(swaggerOf(from), to)).toEqual(asked);
  });
});

test.each(Object.entries(PAIRS))("%s said in 2.0 and in 3.0 is no change", (_, pair) => {
  for (const one of pair) expect(verdictsOf(swaggerOf(one), one)).toEqual([]);
});
