import { describe, expect, test } from "vitest";
import { compareDocuments } from "./compare.ts";
import type { JsonObject } from "./json.ts";
import { answering, asking, documentOf, sending } from "./test-documents.ts";

const AT = new Date("2026-11-25T12:00:00Z");
const text = { type: "string" };
const json = (schema: unknown) => ({ "application/json": { schema } });
const parameters = (...list: JsonObject[]) => documentOf({ parameters: list });
const paths = (given: JsonObject) => documentOf({}, { paths: given });

describe("what is no change", () => {
  const same: [string, JsonObject, JsonObject][] = [
    [
      "a path parameter of another name",
      paths({ "/o/{id}": { get: {} } }),
      paths({ "/o/{order}": { get: {} } }),
    ],
    [
      "a parameter moved to its path",
      parameters({ name: "a", in: "query" }),
      paths({ "/orders": { parameters: [{ name: "a", in: "query" }], post: { responses: { 204: {} } } } }),
    ],
    [
      "a header in another case",
      parameters({ name: "X-A", in: "header" }),
      parameters({ name: "x-a", in: "header" }),
    ],
    [
      "a default written out",
      asking({ schema: text }),
      asking({ style: "form", explode: true, schema: text }),
    ],
    [
      "a schema moved to the components",
      sending({ type: "object", properties: { a: text } }),
      sending(
        { $ref: "#/components/schemas/A" },
        { components: { schemas: { A: { type: "object", properties: { a: text } } } } },
      ),
    ],
    [
      "a schema put together of parts",
      sending({ type: "object", properties: { a: text, b: text }, required: ["a"] }),
      sending(
        { allOf: [{ $ref: "#/components/schemas/A" }, { properties: { b: text } }] },
        { components: { schemas: { A: { type: "object", properties: { a: text }, required: ["a"] } } } },
      ),
    ],
    [
      "a property that another part holds now",
      sending({
        allOf: [
          { properties: { a: text, b: text }, required: ["a", "b"] },
          { properties: { c: text }, title: "C" },
        ],
      }),
      sending({
        allOf: [
          { properties: { a: text }, required: ["a"] },
          { properties: { b: text, c: text }, required: ["b"], title: "C" },
        ],
      }),
    ],
    [
      "what another part demands too",
      answering({
        allOf: [
          { properties: { a: text }, required: ["a"] },
          { title: "C", required: ["a"] },
        ],
      }),
      answering({ allOf: [{ properties: { a: text } }, { title: "C", required: ["a"] }] }),
    ],
    [
      "what another part demands too, of a property both describe",
      answering({
        allOf: [
          { title: "A", properties: { a: { type: "string" } }, required: ["a"] },
          { title: "B", properties: { a: { type: "string" } }, required: ["a"] },
        ],
      }),
      answering({
        allOf: [
          { title: "A", properties: { a: { type: "string" } } },
          { title: "B", properties: { a: { type: "string" } }, required: ["a"] },
        ],
      }),
    ],
    [
      "alternatives in another order",
      sending({ oneOf: [text, { type: "integer" }] }),
      sending({ oneOf: [{ type: "integer" }, text] }),
    ],
    ["required names in another order", sending({ required: ["a", "b"] }), sending({ required: ["b", "a"] })],
    [
      "nullable in both ways of saying",
      sending({ type: "string", nullable: true }),
      sending({ type: ["null", "string"] }),
    ],
    ["a minimum of nothing", sending({ type: "array" }), sending({ type: "array", minItems: 0 })],
    [
      "types in a list or as alternatives",
      sending({ type: ["integer", "null", "string"] }),
      sending({ anyOf: [text, { type: "integer" }, { type: "null" }] }),
    ],
    [
      "exploding what is one value",
      asking({ schema: { $ref: "#/components/schemas/A" } }, { components: { schemas: { A: text } } }),
      asking(
        { explode: false, schema: { $ref: "#/components/schemas/A" } },
        { components: { schemas: { A: text } } },
      ),
    ],
    [
      "reserved characters where nothing reserves them",
      asking({ in: "header", schema: text, allowReserved: true }),
      asking({ in: "header", schema: text }),
    ],
    ["remarks", sending({ type: "string", description: "a" }), sending({ type: "string", example: "b" })],
  ];
  test.each(same)("%s", (_what, old, now) => {
    expect(compareDocuments(old, now, AT)).toEqual({
      verdict: "safe",
      breaking: [],
      risky: [],
      safe: [],
      notes: [],
    });
  });
});

describe("OpenAPI 2.0", () => {
  const swagger = (operation: JsonObject, more: JsonObject = {}) => ({
    swagger: "2.0",
    info: { title: "Orders", version: "1" },
    consumes: ["application/json"],
    produces: ["application/json"],
    paths: {
      "/orders": { post: { responses: { 200: { schema: { $ref: "#/definitions/Order" } } }, ...operation } },
    },
    definitions: { Order: { type: "object", properties: { id: text }, required: ["id"] } },
    ...more,
  });

  test("is the same as 3.x saying the same", () => {
    const three = documentOf(
      {
        responses: { 200: { content: json({ type: "object", properties: { id: text }, required: ["id"] }) } },
      },
      { openapi: "3.0.3" },
    );
    expect(compareDocuments(swagger({}), three, AT)).toMatchObject({ verdict: "safe", safe: [] });
  });

  test("form fields are the properties of a body", () => {
    const form = (...fields: JsonObject[]) =>
      swagger({ consumes: ["multipart/form-data"], parameters: fields });
    const field = { name: "a", in: "formData", type: "string" };
    const comparison = compareDocuments(form(field), form({ ...field, maxLength: 3 }), AT);
    expect(comparison.breaking.map((change) => change.rule)).toEqual(["request-property-max-length-set"]);
  });

  test("a definition changed is told where it is used", () => {
    const now = swagger({}, { definitions: { Order: { type: "object", properties: { id: text } } } });
    const comparison = compareDocuments(swagger({}), now, AT);
    expect(comparison.breaking).toMatchObject([
      { rule: "response-property-became-optional", newPointer: "/definitions/Order/properties/id" },
    ]);
  });
});
