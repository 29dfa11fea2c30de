import { expect, test } from "vitest";
import { answering, asking, documentOf, sending } from "./test-documents.ts";
import {
  judged,
  PAST,
  SOON,
  text,
  whole,
  list,
  nullable,
  object,
  property,
  header,
  pathWide,
  marked,
  type Case,
} from "./test-other-comparer.ts";

/** oasdiff's rules on parameters and lifecycles as of autumn 2026, by its levels. */
const CASES: Case[] = [
  [
    "new-required-request-default-parameter-to-existing-path",
    "err",
    pathWide(),
    pathWide({ name: "q", in: "query", required: true, schema: text }),
  ],
  [
    "new-optional-request-default-parameter-to-existing-path",
    "info",
    pathWide(),
    pathWide({ name: "q", in: "query", schema: text }),
  ],
  [
    "request-header-property-became-required",
    "err",
    header(property(text)),
    header(property(text, { required: ["a"] })),
  ],
  [
    "request-header-property-became-enum",
    "err",
    header(property(text)),
    header(property({ ...text, enum: ["x"] })),
  ],
  [
    "new-required-request-header-property",
    "err",
    header(object({})),
    header(property(text, { required: ["a"] })),
  ],
  ["request-parameter-became-not-nullable", "err", asking({ schema: nullable }), asking({ schema: text })],
  ["request-parameter-became-nullable", "info", asking({ schema: text }), asking({ schema: nullable })],
  [
    "request-parameter-property-became-not-nullable",
    "err",
    asking({ schema: property(nullable) }),
    asking({ schema: property(text) }),
  ],
  [
    "request-parameter-default-value-changed",
    "info",
    asking({ schema: { ...text, default: "x" } }),
    asking({ schema: { ...text, default: "y" } }),
  ],
  [
    "request-parameter-default-value-removed",
    "info",
    asking({ schema: { ...text, default: "x" } }),
    asking({ schema: text }),
  ],
  [
    "request-parameter-property-enum-value-removed",
    "err",
    asking({ schema: property({ enum: ["x", "y"] }) }),
    asking({ schema: property({ enum: ["x"] }) }),
  ],
  [
    "request-parameter-property-enum-value-added",
    "info",
    asking({ schema: property({ enum: ["x"] }) }),
    asking({ schema: property({ enum: ["x", "y"] }) }),
  ],
  [
    "request-parameter-max-items-decreased",
    "err",
    asking({ schema: { ...list, maxItems: 5 } }),
    asking({ schema: { ...list, maxItems: 4 } }),
  ],
  [
    "request-parameter-min-items-decreased",
    "info",
    asking({ schema: { ...list, minItems: 2 } }),
    asking({ schema: { ...list, minItems: 1 } }),
  ],
  [
    "request-parameter-exclusive-min-increased",
    "err",
    asking({ schema: { ...whole, exclusiveMinimum: 1 } }),
    asking({ schema: { ...whole, exclusiveMinimum: 2 } }),
  ],
  [
    "request-parameter-multiple-of-set",
    "err",
    asking({ schema: whole }),
    asking({ schema: { ...whole, multipleOf: 5 } }),
  ],
  [
    "request-parameter-max-properties-set",
    "err",
    asking({ schema: property(text) }),
    asking({ schema: property(text, { maxProperties: 1 }) }),
  ],
  [
    "request-parameter-pattern-changed",
    "warn",
    asking({ schema: { ...text, pattern: "^x" } }),
    asking({ schema: { ...text, pattern: "^y" } }),
  ],
  [
    "request-parameter-x-extensible-enum-value-removed",
    "err",
    asking({ schema: { "x-extensible-enum": ["x", "y"] } }),
    asking({ schema: { "x-extensible-enum": ["x"] } }),
  ],
  [
    "request-parameter-property-type-specialized",
    "err",
    asking({ schema: property({ type: "number" }) }),
    asking({ schema: property(whole) }),
  ],
  [
    "request-parameter-list-of-types-narrowed",
    "err",
    asking({ schema: { type: ["string", "boolean", "integer"] } }),
    asking({ schema: { type: ["boolean", "integer"] } }),
  ],
  [
    "request-parameter-removed-before-sunset",
    "err",
    marked({ deprecated: true, "x-sunset": SOON }),
    documentOf({}),
  ],
  [
    "request-parameter-sunset-deleted",
    "err",
    marked({ deprecated: true, "x-sunset": SOON }),
    marked({ deprecated: true }),
  ],
  [
    "sunset-date-of-a-parameter-brought-forward",
    "err",
    marked({ deprecated: true, "x-sunset": SOON }),
    marked({ deprecated: true, "x-sunset": PAST }),
  ],
  ["request-parameter-deprecated", "info", marked({}), marked({ deprecated: true })],
  ["request-parameter-reactivated", "info", marked({ deprecated: true }), marked({})],
  ["endpoint-reactivated", "info", documentOf({ deprecated: true, "x-sunset": SOON }), documentOf({})],
  [
    "api-sunset-deleted",
    "err",
    documentOf({ deprecated: true, "x-sunset": SOON }),
    documentOf({ deprecated: true }),
  ],
  [
    "api-stability-decreased",
    "err",
    documentOf({ "x-stability-level": "stable" }),
    documentOf({ "x-stability-level": "beta" }),
  ],
  [
    "api-stability-increased",
    "info",
    documentOf({ "x-stability-level": "beta" }),
    documentOf({ "x-stability-level": "stable" }),
  ],
  [
    "request-property-stability-decreased",
    "err",
    sending(property({ ...text, "x-stability-level": "stable" })),
    sending(property({ ...text, "x-stability-level": "beta" })),
  ],
  [
    "response-property-stability-increased",
    "info",
    answering(property({ ...text, "x-stability-level": "beta" })),
    answering(property({ ...text, "x-stability-level": "stable" })),
  ],
  ["api-tag-removed", "info", documentOf({ tags: ["orders"] }), documentOf({})],
  ["api-operation-id-removed", "info", documentOf({ operationId: "order" }), documentOf({})],
];

test.each(CASES)("%s is %s", (...one) => {
  expect(judged(one)).toBe("alike");
});
