import { describe, expect, it } from "vitest";
import type { ReferenceOperation, ReferenceParameter, SchemaNode } from "#lib/openapi/schema";
import { checkFilled } from "./check-filled.ts";

const parameter = (schema: SchemaNode, more: Partial<ReferenceParameter> = {}): ReferenceParameter => ({
  name: "p",
  in: "query",
  required: false,
  deprecated: false,
  description: [],
  listStyle: "repeat",
  schema,
  ...more,
});

function operationOf(parts: Partial<ReferenceOperation>): ReferenceOperation {
  return {
    key: "post-x",
    method: "POST",
    path: "/x",
    summary: "",
    operationId: "",
    deprecated: false,
    isWebhook: false,
    tags: [],
    description: [],
    moreAt: null,
    parameters: [],
    body: null,
    responses: [],
    security: [],
    servers: [],
    callbacks: [],
    ...parts,
  };
}

const problem = (given: ReferenceParameter, value: string) =>
  checkFilled(operationOf({ parameters: [given] }), {
    values: { [`${given.in} p`]: value },
    mediaType: null,
    body: null,
  })[`${given.in} p`];

describe("a filled form", () => {
  it.each([
    [{ types: ["integer"] }, "1.5", "A whole number is wanted."],
    [{ types: ["integer"], limits: { minimum: 2 } }, "1", "At least 2."],
    [{ types: ["number"], limits: { maximum: 2 } }, "2.5", "At most 2."],
    [{ types: ["boolean"] }, "yes", "Write true or false."],
    [{ types: ["string"], enum: ['"a"', '"b"'] }, "c", "Choose one of the values."],
    [{ types: ["string"], limits: { minLength: 3 } }, "ab", "At least 3 characters."],
    [{ types: ["array"], items: { types: ["integer"] } }, "1, x", "A whole number is wanted."],
  ] satisfies [SchemaNode, string, string][])("%j does not take %s", (schema, value, message) => {
    expect(problem(parameter(schema), value)).toBe(message);
  });

  it("takes what fits, and nothing where nothing is needed", () => {
    expect(problem(parameter({ types: ["string"], enum: ['"a"'] }), "a")).toBeUndefined();
    expect(problem(parameter({ types: ["array"], items: { types: ["integer"] } }), "1, 2")).toBeUndefined();
    expect(problem(parameter({ types: ["integer"] }), "")).toBeUndefined();
    expect(problem(parameter({ types: ["integer"] }, { required: true }), "")).toBe("p is required.");
  });

  it("takes no dot segment in a path", () => {
    expect(problem(parameter({}, { in: "path" }), "..")).toBe("A path cannot hold this value.");
  });

  it("says where a body is no JSON, and takes any other text as it is", () => {
    const body = { required: true, description: [], content: [] };
    const at = (text: string, mediaType: string) =>
      checkFilled(operationOf({ body }), { values: {}, mediaType, body: text })["body"];
    expect(at("{,}", "application/json")).toMatch(/not JSON/);
    expect(at("{,}", "application/problem+json; charset=utf-8")).toMatch(/not JSON/);
    expect(at("{,}", "text/plain")).toBeUndefined();
    expect(at("", "text/plain")).toBe("A body is required.");
  });
});
