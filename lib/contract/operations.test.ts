import { describe, expect, test } from "vitest";
import { compareDocuments } from "./compare.ts";
import type { JsonObject } from "./json.ts";
import type { Verdict } from "./schema.ts";
import { answering, documentOf, sending } from "./test-documents.ts";

const AT = new Date("2026-11-25T12:00:00Z");
const [B, R, S] = ["breaking", "risky", "safe"] as const;
const text = { type: "string" };
const json = (schema: unknown) => ({ "application/json": { schema } });
const responses = (given: JsonObject) => documentOf({ responses: given });
const answered = (more: JsonObject) => responses({ 200: { description: "", ...more } });
const secured = (security: unknown, schemes: JsonObject = {}) =>
  documentOf({ security }, { components: { securitySchemes: schemes } });
const paths = (given: JsonObject) => documentOf({}, { paths: given });
const key = { type: "apiKey", in: "header", name: "X-Key" };

interface Case {
  rule: string;
  old: JsonObject;
  now: JsonObject;
  verdict: Verdict;
}

const CASES: Case[] = [
  { rule: "operation-removed", old: documentOf({}), now: paths({}), verdict: B },
  { rule: "operation-added", old: paths({}), now: documentOf({}), verdict: S },
  {
    rule: "operation-removed",
    old: paths({ "/a/{x}": { get: {} }, "/a/{y}": { get: {} } }),
    now: paths({ "/a/{x}": { get: {} } }),
    verdict: B,
  },
  {
    rule: "operation-removed",
    old: paths({ "/a": { additionalOperations: { COPY: {} } } }),
    now: paths({ "/a": {} }),
    verdict: B,
  },
  {
    rule: "operation-operation-id-changed",
    old: documentOf({ operationId: "a" }),
    now: documentOf({ operationId: "b" }),
    verdict: S,
  },
  {
    rule: "request-body-added-required",
    old: documentOf({}),
    now: documentOf({ requestBody: { required: true, content: json(text) } }),
    verdict: B,
  },
  { rule: "request-body-added-optional", old: documentOf({}), now: sending(text), verdict: S },
  { rule: "request-body-removed", old: sending(text), now: documentOf({}), verdict: B },
  {
    rule: "request-body-became-required",
    old: sending(text),
    now: documentOf({ requestBody: { required: true, content: json(text) } }),
    verdict: B,
  },
  {
    rule: "request-body-media-type-removed",
    old: documentOf({ requestBody: { content: { ...json(text), "text/plain": {} } } }),
    now: sending(text),
    verdict: B,
  },
  {
    rule: "request-body-media-type-added",
    old: sending(text),
    now: documentOf({ requestBody: { content: { ...json(text), "text/plain": {} } } }),
    verdict: S,
  },
  {
    rule: "request-body-media-type-generalized",
    old: sending(text),
    now: documentOf({ requestBody: { content: { "application/*": { schema: text } } } }),
    verdict: S,
  },
  ...[sending, answering].map((document) => ({
    rule: `${document === sending ? "request" : "response"}-body-schema-became-false`,
    old: document(text),
    now: document(false),
    verdict: B,
  })),
  {
    rule: "request-body-type-specialized",
    old: documentOf({ requestBody: { content: { "application/json": {} } } }),
    now: sending(text),
    verdict: B,
  },
  {
    rule: "response-status-success-removed",
    old: responses({ 200: {}, 201: {} }),
    now: responses({ 200: {} }),
    verdict: B,
  },
  {
    rule: "response-status-non-success-removed",
    old: responses({ 200: {}, 404: {} }),
    now: responses({ 200: {} }),
    verdict: R,
  },
  {
    rule: "response-status-success-added",
    old: responses({ 200: {} }),
    now: responses({ 200: {}, 201: {} }),
    verdict: S,
  },
  {
    rule: "response-body-media-type-removed",
    old: answered({ content: { ...json(text), "text/csv": {} } }),
    now: answered({ content: json(text) }),
    verdict: B,
  },
  {
    rule: "response-body-media-type-generalized",
    old: answered({ content: json(text) }),
    now: answered({ content: { "application/*": { schema: text } } }),
    verdict: B,
  },
  {
    rule: "response-body-media-type-specialized",
    old: answered({ content: { "application/*": { schema: text } } }),
    now: answered({ content: json(text) }),
    verdict: S,
  },
  {
    rule: "response-body-type-generalized",
    old: answering(text),
    now: answered({ content: { "application/json": {} } }),
    verdict: B,
  },
  {
    rule: "response-header-required-removed",
    old: answered({ headers: { "X-A": { required: true, schema: text } } }),
    now: answered({}),
    verdict: B,
  },
  {
    rule: "response-header-optional-removed",
    old: answered({ headers: { "X-A": { schema: text } } }),
    now: answered({}),
    verdict: B,
  },
  {
    rule: "response-header-optional-removed-after-sunset",
    old: answered({ headers: { "X-A": { deprecated: true, "x-sunset": "2026-11-01" } } }),
    now: answered({}),
    verdict: S,
  },
  {
    rule: "response-header-deprecated",
    old: answered({ headers: { "X-A": {} } }),
    now: answered({ headers: { "X-A": { deprecated: true } } }),
    verdict: S,
  },
  {
    rule: "response-header-became-optional",
    old: answered({ headers: { "X-A": { required: true } } }),
    now: answered({ headers: { "x-a": {} } }),
    verdict: B,
  },
  { rule: "response-header-added", old: answered({}), now: answered({ headers: { "X-A": {} } }), verdict: S },
  {
    rule: "response-header-max-length-unset",
    old: answered({ headers: { "X-A": { schema: { maxLength: 3 } } } }),
    now: answered({ headers: { "X-A": { schema: {} } } }),
    verdict: B,
  },
  {
    rule: "operation-security-removed",
    old: secured([{ a: [] }, { b: [] }]),
    now: secured([{ a: [] }]),
    verdict: B,
  },
  {
    rule: "operation-security-added",
    old: secured([{ a: [] }]),
    now: secured([{ a: [] }, { b: [] }]),
    verdict: S,
  },
  {
    rule: "operation-security-scope-added",
    old: secured([{ a: ["r"] }]),
    now: secured([{ a: ["r", "w"] }]),
    verdict: B,
  },
  { rule: "operation-security-required", old: secured([]), now: secured([{ a: [] }]), verdict: B },
  {
    rule: "security-scheme-changed",
    old: secured([{ a: [] }], { a: key }),
    now: secured([{ a: [] }], { a: { ...key, name: "X-Other" } }),
    verdict: B,
  },
  {
    rule: "security-scheme-changed",
    old: secured([{ a: [] }], { a: { type: "openIdConnect", openIdConnectUrl: "https://id/A" } }),
    now: secured([{ a: [] }], { a: { type: "openIdConnect", openIdConnectUrl: "https://id/a" } }),
    verdict: B,
  },
  {
    rule: "server-removed",
    old: documentOf({}, { servers: [{ url: "https://a" }] }),
    now: documentOf({}),
    verdict: R,
  },
  {
    rule: "webhook-removed",
    old: documentOf({}, { webhooks: { paid: { post: {} } } }),
    now: documentOf({}),
    verdict: B,
  },
];

test.each(CASES)("$rule is $verdict", ({ rule, old, now, verdict }) => {
  const comparison = compareDocuments(old, now, AT);
  expect(comparison).toMatchObject({ verdict });
  expect(comparison[verdict].map((change) => change.rule)).toContain(rule);
});

describe("what a change says", () => {
  test("where it stands in both documents, what stood there, and what it means", () => {
    const components = (maxLength: number) => ({
      components: {
        schemas: { Name: { type: "object", properties: { first: { type: "string", maxLength } } } },
      },
    });
    const body = { type: "array", items: { $ref: "#/components/schemas/Name" } };
    const [change] = compareDocuments(
      sending(body, components(9)),
      sending(body, components(8)),
      AT,
    ).breaking;
    expect(change).toEqual({
      rule: "request-property-max-length-decreased",
      verdict: "breaking",
      method: "POST",
      path: "/orders",
      oldPointer: "/components/schemas/Name/properties/first/maxLength",
      newPointer: "/components/schemas/Name/properties/first/maxLength",
      before: 9,
      after: 8,
      message:
        "Property `[].first` of the request body has maxLength 8 instead of 9. Requests that were accepted can be refused now.",
    });
  });

  test("where it stands in the part of a whole that holds it", () => {
    const whole = (required: string[]) => ({
      allOf: [{ title: "A", properties: { a: text }, required }, { properties: { b: text } }],
    });
    expect(compareDocuments(answering(whole(["a"])), answering(whole([])), AT).breaking).toMatchObject([
      {
        rule: "response-property-became-optional",
        newPointer:
          "/paths/~1orders/post/responses/200/content/application~1json/schema/allOf/0/properties/a",
      },
    ]);
  });

  test("webhooks go the other way", () => {
    const hook = (schema: unknown) =>
      documentOf({}, { webhooks: { paid: { post: { requestBody: { content: json(schema) } } } } });
    const wider = { type: ["string", "integer"] };
    expect(compareDocuments(hook(text), hook(wider), AT).verdict).toBe("breaking");
    expect(compareDocuments(hook(wider), hook(text), AT).verdict).toBe("safe");
  });

  test("references out of the document are told and not followed", () => {
    const comparison = compareDocuments(
      sending({ $ref: "other.yaml#/A" }),
      sending({ $ref: "else.yaml#/A" }),
      AT,
    );
    expect(comparison.risky.map((change) => change.rule)).toEqual([
      "request-body-external-reference-changed",
    ]);
    expect(comparison.notes).toHaveLength(2);
  });
});
