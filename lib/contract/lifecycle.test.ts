import { describe, expect, test } from "vitest";
import { compareDocuments } from "./compare.ts";
import type { JsonObject } from "./json.ts";
import { readSunset } from "./lifecycle.ts";
import type { Verdict } from "./schema.ts";
import { answering, asking, documentOf, sending } from "./test-documents.ts";

const AT = new Date("2026-11-25T12:00:00Z");
const gone = documentOf({}, { paths: {} });
const old = (more: JsonObject) => documentOf({ deprecated: true, ...more });

const REMOVALS: [string, JsonObject, Verdict, string][] = [
  ["before anybody spoke of it", documentOf({}), "breaking", "operation-removed"],
  ["after its sunset", old({ "x-sunset": "2026-11-24" }), "safe", "operation-removed-after-sunset"],
  ["on the day of its sunset", old({ "x-sunset": "2026-11-25" }), "safe", "operation-removed-after-sunset"],
  ["before its sunset", old({ "x-sunset": "2026-11-26" }), "breaking", "operation-removed-before-sunset"],
  ["deprecated without a date", old({}), "risky", "operation-removed-after-deprecation"],
  [
    "with a sunset that is no date",
    old({ "x-sunset": "soon" }),
    "breaking",
    "operation-removed-sunset-invalid",
  ],
  [
    "while it was a draft",
    documentOf({ "x-stability-level": "draft" }),
    "safe",
    "operation-removed-unstable",
  ],
];

test.each(REMOVALS)("an operation removed %s", (_when, before, ...[verdict, rule]) => {
  const comparison = compareDocuments(before, gone, AT);
  expect(comparison).toMatchObject({ verdict, [verdict]: [{ rule }] });
});

describe("what was announced is kept", () => {
  const changes: [string, JsonObject, JsonObject, Verdict][] = [
    ["operation-deprecated", documentOf({}), old({}), "safe"],
    ["operation-deprecated-with-sunset", documentOf({}), old({ "x-sunset": "2027-01-01" }), "safe"],
    ["operation-sunset-in-the-past", documentOf({}), old({ "x-sunset": "2026-01-01" }), "breaking"],
    ["operation-sunset-invalid", documentOf({}), old({ "x-sunset": "someday" }), "breaking"],
    ["operation-sunset-deleted", old({ "x-sunset": "2027-01-01" }), old({}), "breaking"],
    [
      "operation-sunset-earlier",
      old({ "x-sunset": "2027-02-01" }),
      old({ "x-sunset": "2027-01-01" }),
      "risky",
    ],
    [
      "operation-sunset-earlier",
      old({ "x-sunset": "2027-02-01" }),
      old({ "x-sunset": "2026-01-01" }),
      "breaking",
    ],
    ["operation-sunset-later", old({ "x-sunset": "2027-01-01" }), old({ "x-sunset": "2027-02-01" }), "safe"],
    ["operation-reactivated", old({}), documentOf({}), "safe"],
    [
      "operation-stability-decreased",
      documentOf({ "x-stability-level": "stable" }),
      documentOf({ "x-stability-level": "beta" }),
      "breaking",
    ],
    [
      "operation-stability-increased",
      documentOf({ "x-stability-level": "beta" }),
      documentOf({ "x-stability-level": "stable" }),
      "safe",
    ],
    [
      "operation-stability-decreased",
      documentOf({ "x-stability-level": "alpha" }),
      documentOf({ "x-stability-level": "draft" }),
      "safe",
    ],
    ["operation-stability-invalid", documentOf({}), documentOf({ "x-stability-level": "solid" }), "breaking"],
    [
      "request-parameter-removed-before-sunset",
      asking({ deprecated: true, "x-sunset": "2027-01-01" }),
      documentOf({}),
      "breaking",
    ],
    [
      "request-parameter-removed-after-sunset",
      asking({ deprecated: true, "x-sunset": "2026-01-01" }),
      documentOf({}),
      "safe",
    ],
  ];
  test.each(changes)("%s", (rule, before, ...[after, verdict]) => {
    const comparison = compareDocuments(before, after, AT);
    expect(comparison).toMatchObject({ verdict, [verdict]: [{ rule }] });
  });

  test("a required property may leave an answer after its sunset", () => {
    const property = { type: "string", deprecated: true, "x-sunset": "2026-01-01" };
    const before = answering({ type: "object", properties: { a: property }, required: ["a"] });
    expect(compareDocuments(before, answering({ type: "object" }), AT).verdict).toBe("safe");
  });

  test("nothing is promised of a draft", () => {
    const draft = (schema: unknown) => {
      const { requestBody } =
        sending(schema)["paths"] === undefined
          ? {}
          : { requestBody: { content: { "application/json": { schema } } } };
      return documentOf({ "x-stability-level": "draft", requestBody });
    };
    expect(compareDocuments(draft({ type: "string" }), draft({ type: "integer" }), AT).verdict).toBe("safe");
  });
});

test.each([
  ["2026-02-28", "2026-02-28T00:00:00.000Z"],
  ["2026-02-28T10:00:00+02:00", "2026-02-28T08:00:00.000Z"],
])("%s is a sunset", (given, time) => {
  expect(readSunset(given)?.toISOString()).toBe(time);
});

test.each(["2026-02-31x", "31.12.2026", "", 20260228, null])("%j is no sunset", (given) => {
  expect(readSunset(given)).toBeUndefined();
});
