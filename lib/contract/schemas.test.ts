import { describe, expect, test } from "vitest";
import { compareDocuments } from "./compare.ts";
import type { JsonObject } from "./json.ts";
import type { Comparison, Verdict } from "./schema.ts";
import { answering, sending } from "./test-documents.ts";

const AT = new Date("2026-11-25T12:00:00Z");
const [B, R, S] = ["breaking", "risky", "safe"] as const;

type Case = [rule: string, old: unknown, now: unknown, request: Verdict | "-", response: Verdict | "-"];

const text = { type: "string" };
const whole = { type: "integer" };
const of = (name: string, schema: unknown, required: string[] = []) => ({
  type: "object",
  properties: { [name]: schema },
  required,
});
const short = { type: "string", maxLength: 9 };
const named = (title: string) => ({
  type: "object",
  title,
  properties: { [title]: text },
  required: [title],
});

/** One change each, and what it means where consumers send it and where they are given it. */
const CASES: Case[] = [
  ["body-type-changed", text, whole, B, B],
  ["body-type-generalized", whole, { type: "number" }, S, B],
  ["body-type-specialized", { type: "number" }, whole, B, S],
  ["body-type-generalized", text, { type: ["string", "integer"] }, S, B],
  ["body-type-specialized", { type: ["string", "integer"] }, text, B, S],
  ["body-type-specialized", {}, text, B, S],
  ["body-type-generalized", text, {}, S, B],
  ["body-type-stated", { properties: { a: text } }, { type: "object", properties: { a: text } }, R, S],
  ["body-type-left-out", { type: "object", properties: { a: text } }, { properties: { a: text } }, S, R],
  ["body-became-nullable", text, { type: ["string", "null"] }, S, B],
  ["body-became-not-nullable", { type: ["string", "null"] }, text, B, S],
  ["body-became-nullable", text, { oneOf: [{ type: "null" }, text] }, S, B],
  ["body-became-nullable", text, { anyOf: [text, { type: "null" }] }, S, B],
  ["property-schema-became-false", of("a", text), of("a", false), B, S],
  ["body-schema-became-not-false", false, text, S, B],
  ["body-format-changed", { ...whole, format: "int32" }, { ...whole, format: "int64" }, S, B],
  ["body-format-changed", { ...text, format: "date" }, { ...text, format: "date-time" }, R, B],
  ["body-format-changed", { ...text, format: "uuid" }, { ...text, format: "email" }, B, B],
  ["body-format-set", text, { ...text, format: "uuid" }, B, S],
  ["body-format-unset", { ...text, format: "uuid" }, text, S, B],
  ["body-format-set", text, { ...text, format: "password" }, S, S],
  ["body-enum-value-removed", { enum: ["a", "b"] }, { enum: ["a"] }, B, S],
  ["body-enum-value-added", { enum: ["a"] }, { enum: ["a", "b"] }, S, B],
  ["body-became-enum", text, { ...text, enum: ["a"] }, B, S],
  ["body-became-not-enum", { ...text, enum: ["a"] }, text, S, B],
  ["body-const-added", text, { ...text, const: "a" }, B, S],
  ["body-const-removed", { ...text, const: "a" }, text, S, B],
  ["body-const-changed", { const: "a" }, { const: "b" }, B, B],
  ["body-pattern-added", text, { ...text, pattern: "^a" }, B, S],
  ["body-pattern-removed", { ...text, pattern: "^a" }, text, S, B],
  ["body-pattern-changed", { ...text, pattern: "^a" }, { ...text, pattern: "^b" }, R, R],
  ["body-pattern-generalized", { ...text, pattern: "^a" }, { ...text, pattern: ".*" }, S, B],
  ["body-max-length-set", text, { ...text, maxLength: 5 }, B, S],
  ["body-max-length-unset", { ...text, maxLength: 5 }, text, S, B],
  ["body-max-length-increased", { ...text, maxLength: 5 }, { ...text, maxLength: 6 }, S, B],
  ["body-max-length-decreased", { ...text, maxLength: 6 }, { ...text, maxLength: 5 }, B, S],
  ["body-min-length-increased", { ...text, minLength: 1 }, { ...text, minLength: 2 }, B, S],
  ["body-min-length-decreased", { ...text, minLength: 2 }, { ...text, minLength: 1 }, S, B],
  ["body-min-items-set", { type: "array" }, { type: "array", minItems: 1 }, B, S],
  ["body-max-items-decreased", { type: "array", maxItems: 9 }, { type: "array", maxItems: 8 }, B, S],
  ["body-min-properties-unset", { type: "object", minProperties: 1 }, { type: "object" }, S, B],
  ["body-max-properties-increased", { maxProperties: 1 }, { maxProperties: 2 }, S, B],
  ["body-max-set", whole, { ...whole, maximum: 9 }, B, S],
  ["body-max-increased", { ...whole, maximum: 9 }, { ...whole, maximum: 10 }, S, B],
  ["body-min-decreased", { ...whole, minimum: 9 }, { ...whole, minimum: 8 }, S, B],
  ["body-exclusive-min-increased", { exclusiveMinimum: 1 }, { exclusiveMinimum: 2 }, B, S],
  ["body-exclusive-max-became-exclusive", { maximum: 9 }, { exclusiveMaximum: 9 }, B, S],
  ["body-multiple-of-set", whole, { ...whole, multipleOf: 5 }, B, S],
  ["body-multiple-of-generalized", { multipleOf: 10 }, { multipleOf: 5 }, S, B],
  ["body-multiple-of-changed", { multipleOf: 10 }, { multipleOf: 7 }, B, B],
  ["body-unique-items-set", { type: "array" }, { type: "array", uniqueItems: true }, B, S],
  ["body-default-value-changed", { ...text, default: "a" }, { ...text, default: "b" }, R, S],
  ["body-content-encoding-changed", { contentEncoding: "base64" }, { contentEncoding: "base32" }, B, B],
  ["body-content-schema-added", text, { ...text, contentSchema: whole }, B, S],
  ["property-became-required", of("a", text), of("a", text, ["a"]), B, S],
  ["property-became-optional", of("a", text, ["a"]), of("a", text), S, B],
  ["property-type-changed", of("a", text), of("a", whole), B, B],
  ["property-became-nullable", of("a", text), of("a", { ...text, type: ["string", "null"] }), S, B],
  ["property-became-read-only", of("a", text), of("a", { ...text, readOnly: true }), R, S],
  ["property-became-write-only", of("a", text, ["a"]), of("a", { ...text, writeOnly: true }, ["a"]), S, R],
  ["property-became-not-read-only", of("a", { ...text, readOnly: true }), of("a", text), S, S],
  // Nobody sent it, required or not.
  ["property-became-not-read-only", of("a", { ...text, readOnly: true }, ["a"]), of("a", text, ["a"]), B, S],
  [
    "property-max-length-set",
    { type: "array", items: text },
    { type: "array", items: { ...text, maxLength: 3 } },
    B,
    S,
  ],
  [
    "body-additional-properties-closed",
    { type: "object" },
    { type: "object", additionalProperties: false },
    B,
    S,
  ],
  [
    "body-additional-properties-opened",
    { type: "object", additionalProperties: false },
    { type: "object" },
    S,
    R,
  ],
  ["property-type-changed", { additionalProperties: text }, { additionalProperties: whole }, B, B],
  [
    "body-pattern-property-added",
    { type: "object" },
    { type: "object", patternProperties: { "^x": text } },
    B,
    S,
  ],
  [
    "body-property-names-added",
    { type: "object" },
    { type: "object", propertyNames: { maxLength: 3 } },
    B,
    S,
  ],
  [
    "body-unevaluated-properties-added",
    { type: "object" },
    { type: "object", unevaluatedProperties: false },
    B,
    S,
  ],
  [
    "body-dependent-required-added",
    { type: "object" },
    { type: "object", dependentRequired: { a: ["b"] } },
    B,
    S,
  ],
  [
    "body-dependent-required-changed",
    { dependentRequired: { a: ["b"] } },
    { dependentRequired: { a: ["c"] } },
    B,
    B,
  ],
  ["body-dependent-schema-removed", { dependentSchemas: { a: { required: ["b"] } } }, {}, S, B],
  ["body-contains-added", { type: "array" }, { type: "array", contains: text }, B, S],
  [
    "body-min-contains-increased",
    { contains: text, minContains: 2 },
    { contains: text, minContains: 3 },
    B,
    S,
  ],
  ["body-if-added", { type: "object" }, { type: "object", if: { required: ["a"] } }, B, S],
  // eslint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
  ["body-then-removed", { if: {}, then: { required: ["a"] } }, { if: {} }, S, B],
  ["body-if-changed", { if: { required: ["a"] } }, { if: { required: ["b"] } }, R, R],
  ["body-not-added", text, { ...text, not: { const: "a" } }, B, S],
  ["body-max-length-increased", { not: { maxLength: 3 } }, { not: { maxLength: 4 } }, B, S],
  [
    "body-all-of-added",
    { allOf: [named("a")], type: "object" },
    { allOf: [named("a"), named("b")], type: "object" },
    B,
    S,
  ],
  ["body-all-of-removed", { allOf: [named("a"), named("b")] }, { allOf: [named("a")] }, S, B],
  [
    "body-one-of-added",
    { oneOf: [named("a"), named("b")] },
    { oneOf: [named("a"), named("b"), named("c")] },
    S,
    B,
  ],
  [
    "body-one-of-removed",
    { oneOf: [named("a"), named("b"), named("c")] },
    { oneOf: [named("a"), named("b")] },
    B,
    S,
  ],
  ["body-any-of-added", { anyOf: [short, whole] }, { anyOf: [short, whole, { type: "boolean" }] }, S, B],
  ["body-any-of-removed", { anyOf: [short, whole, { type: "boolean" }] }, { anyOf: [short, whole] }, B, S],
  ["body-one-of-added", short, { oneOf: [short, whole] }, S, B],
  ["body-one-of-removed", { oneOf: [whole, { type: "number" }, short] }, { oneOf: [whole, short] }, B, S],
  // Alternatives of types alone are a list of types.
  ["body-type-generalized", text, { oneOf: [text, whole] }, S, B],
  [
    "body-type-specialized",
    { anyOf: [text, whole, { type: "boolean" }] },
    { type: ["string", "integer"] },
    B,
    S,
  ],
  ["body-format-unset", { ...text, format: "uuid" }, { anyOf: [text, whole] }, S, B],
  ["body-became-nullable", { oneOf: [text, whole] }, { oneOf: [text, whole, { type: "null" }] }, S, B],
  // A format is told whatever becomes of the type.
  ["body-format-set", { type: "number" }, { ...whole, format: "int32" }, B, S],
  ["body-format-changed", { ...whole, format: "int32" }, { type: "number", format: "double" }, S, B],
  ["body-prefix-items-removed", { prefixItems: [text, whole] }, { prefixItems: [text] }, B, R],
  [
    "body-discriminator-property-name-changed",
    { discriminator: { propertyName: "a" } },
    { discriminator: { propertyName: "b" } },
    B,
    B,
  ],
];

const not = (properties: JsonObject) => ({ type: "object", not: { type: "object", properties } });

function found(comparison: Comparison, rule: string): Verdict | "-" {
  for (const verdict of ["breaking", "risky", "safe"] as const)
    if (comparison[verdict].some((change) => change.rule === rule)) return verdict;
  return "-";
}

describe.each(CASES)("%s from %j to %j", (...one) => {
  const [rule, old, now, request, response] = one;
  test(`is ${request} in what is sent`, () => {
    const comparison = compareDocuments(sending(old), sending(now), AT);
    expect({ ...comparison, found: found(comparison, `request-${rule}`) }).toMatchObject({
      found: request,
      verdict: request,
    });
  });

  test(`is ${response} in what is given`, () => {
    const comparison = compareDocuments(answering(old), answering(now), AT);
    expect({ ...comparison, found: found(comparison, `response-${rule}`) }).toMatchObject({
      found: response,
      verdict: response,
    });
  });
});

describe("properties that come and go", () => {
  const none = { type: "object", properties: {} };
  const cases: [string, JsonObject, JsonObject, (schema: unknown) => JsonObject, Verdict][] = [
    ["request-property-required-added", none, of("a", text, ["a"]), sending, B],
    [
      "request-property-required-added-with-default",
      none,
      of("a", { ...text, default: "x" }, ["a"]),
      sending,
      B,
    ],
    ["request-property-added", none, of("a", { ...text, readOnly: true }, ["a"]), sending, S],
    ["request-property-added", none, of("a", text), sending, S],
    ["request-property-removed", of("a", text), none, sending, R],
    ["request-property-removed", of("a", text), { ...none, additionalProperties: false }, sending, B],
    ["request-property-removed", of("a", { ...text, readOnly: true }), none, sending, S],
    ["request-property-undeclared-became-required", none, { ...none, required: ["z"] }, sending, R],
    [
      "response-property-format-changed",
      of("a", { type: ["string", "integer"], format: "int32" }),
      of("a", { ...whole, format: "int64" }),
      answering,
      B,
    ],
    ["response-property-added", none, of("a", text, ["a"]), answering, S],
    ["response-property-required-removed", of("a", text, ["a"]), none, answering, B],
    ["response-property-optional-removed", of("a", text), none, answering, R],
    ["response-property-required-removed", of("a", { ...text, writeOnly: true }, ["a"]), none, answering, S],
    [
      "request-property-x-extensible-enum-value-removed",
      of("a", { "x-extensible-enum": ["p", "q"] }),
      of("a", { "x-extensible-enum": ["p"] }),
      sending,
      B,
    ],
  ];
  // Within `not` nobody passes over what he does not know: fewer conditions there refuse more.
  const within: typeof cases = [
    ["request-property-optional-removed", not({ a: text, b: text }), not({ a: text }), sending, B],
    ["request-property-added", not({ a: text }), not({ a: text, b: text }), sending, S],
    ["response-property-added", not({ a: text }), not({ a: text, b: text }), answering, B],
  ];
  test.each([...cases, ...within])("%s", (...one) => {
    const [rule, old, now, document, verdict] = one;
    const comparison = compareDocuments(document(old), document(now), AT);
    expect(found(comparison, rule)).toBe(verdict);
  });
});
