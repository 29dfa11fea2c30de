import { expect, it } from "vitest";
import type { SchemaNode } from "#lib/openapi/schema";
import { formFields, isForm } from "./form-fields.ts";

const schemas: Record<string, SchemaNode> = {
  "#/a": {
    types: ["object"],
    properties: [
      { name: "note", required: true, schema: { types: ["string"], example: "hello" } },
      { name: "photo", required: true, schema: { ref: "#/file" } },
      { name: "id", required: false, schema: { types: ["string"], readOnly: true } },
    ],
  },
  "#/file": { types: ["string"], format: "binary" },
  "#/round": { ref: "#/round" },
};

it("gives the fields behind references and of every part, and how each is filled in", () => {
  const schema: SchemaNode = {
    allOf: [
      { ref: "#/a" },
      {
        properties: [
          { name: "pages", required: false, schema: { types: ["array"], items: { ref: "#/file" } } },
          {
            name: "tags",
            required: false,
            schema: { types: ["array"], items: { types: ["string"] }, example: ["a", "b"] },
          },
          { name: "meta", required: false, schema: { types: ["object"], example: { a: 1 } } },
          { name: "round", required: false, schema: { ref: "#/round" } },
        ],
      },
    ],
  };
  const fields = formFields(schema, schemas);
  expect(fields.map(({ name, kind, required, example }) => [name, kind, required, example])).toEqual([
    ["note", "text", true, "hello"],
    ["photo", "file", true, ""],
    ["pages", "files", false, ""],
    ["tags", "list", false, "a,b"],
    ["meta", "json", false, '{"a":1}'],
    ["round", "text", false, ""],
  ]);
  expect(formFields({ ref: "#/round" }, schemas)).toEqual([]);
});

it("knows forms by their type, whatever follows it", () => {
  expect(isForm("multipart/form-data; boundary=x")).toBe(true);
  expect(isForm("application/x-www-form-urlencoded")).toBe(true);
  expect(isForm("multipart/mixed")).toBe(false);
  expect(isForm("application/json")).toBe(false);
});
