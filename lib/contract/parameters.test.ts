import { expect, test } from "vitest";
import { compareDocuments } from "./compare.ts";
import type { JsonObject } from "./json.ts";
import type { Verdict } from "./schema.ts";
import { asking, documentOf } from "./test-documents.ts";

const AT = new Date("2026-11-25T12:00:00Z");
const [B, R, S] = ["breaking", "risky", "safe"] as const;
const text = { type: "string" };

interface Case {
  rule: string;
  old: JsonObject;
  now: JsonObject;
  verdict: Verdict;
}

const CASES: Case[] = [
  { rule: "request-parameter-removed", old: asking({ schema: text }), now: documentOf({}), verdict: B },
  {
    rule: "request-parameter-removed-after-sunset",
    old: asking({ schema: text, deprecated: true, "x-sunset": "2026-11-01" }),
    now: documentOf({}),
    verdict: S,
  },
  {
    rule: "request-parameter-optional-added",
    old: documentOf({}),
    now: asking({ schema: text }),
    verdict: S,
  },
  {
    rule: "request-parameter-required-added",
    old: documentOf({}),
    now: asking({ required: true, schema: text }),
    verdict: B,
  },
  {
    rule: "request-parameter-became-required",
    old: asking({ schema: text }),
    now: asking({ required: true, schema: text }),
    verdict: B,
  },
  { rule: "request-parameter-became-optional", old: asking({ required: true }), now: asking({}), verdict: S },
  {
    rule: "request-parameter-type-generalized",
    old: asking({ schema: { type: "integer" } }),
    now: asking({ schema: text }),
    verdict: S,
  },
  {
    rule: "request-parameter-type-specialized",
    old: asking({ schema: text }),
    now: asking({ schema: { type: "integer" } }),
    verdict: B,
  },
  {
    rule: "request-parameter-enum-value-removed",
    old: asking({ schema: { enum: ["a", "b"] } }),
    now: asking({ schema: { enum: ["a"] } }),
    verdict: B,
  },
  {
    rule: "request-parameter-style-changed",
    old: asking({ schema: { type: "array" } }),
    now: asking({ style: "pipeDelimited", schema: { type: "array" } }),
    verdict: B,
  },
  {
    rule: "request-parameter-explode-changed",
    old: asking({ schema: { type: "array" } }),
    now: asking({ explode: false, schema: { type: "array" } }),
    verdict: B,
  },
  {
    rule: "request-parameter-style-changed",
    old: asking({ in: "path", schema: text }),
    now: asking({ in: "path", style: "label", schema: text }),
    verdict: B,
  },
  {
    rule: "request-parameter-explode-changed",
    old: asking({ schema: {} }),
    now: asking({ explode: false, schema: {} }),
    verdict: B,
  },
  {
    rule: "request-parameter-type-generalized",
    old: asking({ schema: text }),
    now: asking({ schema: { type: ["array", "null"], items: text, maxItems: 9 } }),
    verdict: S,
  },
  {
    rule: "request-parameter-type-generalized",
    old: asking({ schema: { type: ["string", "integer"] } }),
    now: asking({ schema: { type: "array", items: text } }),
    verdict: S,
  },
  {
    rule: "request-parameter-pattern-added",
    old: asking({ schema: text }),
    now: asking({ schema: { type: "array", items: { ...text, pattern: "^a" } } }),
    verdict: B,
  },
  ...[
    { schema: { type: "array", items: text, minItems: 2 } },
    { schema: { type: "array", items: text }, explode: false },
    { schema: { type: "array", items: text, contains: { const: "a" } } },
  ].map((now) => ({
    rule: "request-parameter-type-changed",
    old: asking({ schema: text, ...("explode" in now ? { explode: false } : {}) }),
    now: asking(now),
    verdict: B,
  })),
  {
    rule: "request-parameter-became-not-allow-reserved",
    old: asking({ allowReserved: true }),
    now: asking({}),
    verdict: B,
  },
  {
    rule: "request-parameter-property-type-generalized",
    old: asking({ schema: { type: "object", properties: { a: { type: "integer" } } } }),
    now: asking({ schema: { type: "object", properties: { a: { type: "number" } } } }),
    verdict: S,
  },
  {
    rule: "request-parameter-property-type-changed",
    old: asking({ schema: { type: "object", properties: { a: { type: "integer" } } } }),
    now: asking({ schema: { type: "object", properties: { a: text } } }),
    verdict: R,
  },
];

test.each(CASES)("$rule is $verdict", ({ rule, old, now, verdict }) => {
  const comparison = compareDocuments(old, now, AT);
  expect(comparison).toMatchObject({ verdict });
  expect(comparison[verdict].map((change) => change.rule)).toContain(rule);
});
