import { expect, test } from "vitest";
import type { JsonObject } from "./json.ts";
import { standIn } from "./stand-in.ts";
import { answering, asking, documentOf, sending } from "./test-documents.ts";

const AT = new Date("2026-11-25T12:00:00Z");
const text = { type: "string" };
const order = (...required: string[]) => ({ type: "object", properties: { id: text, note: text }, required });
const two = (get: JsonObject) => documentOf({}, { paths: { "/orders": { get }, "/orders/{id}": { get } } });
const one = (get: JsonObject) => documentOf({}, { paths: { "/orders": { get } } });
const get = { responses: { 200: { description: "Orders" } } };

test("an API with the same document can stand in", () => {
  expect(standIn(two(get), two(get), AT)).toEqual({
    verdict: "compatible",
    operations: 2,
    covered: 2,
    reasons: [],
    reasonCount: 0,
    notes: [],
  });
});

test("one that does more, promises more and asks for less can too", () => {
  expect(standIn(one(get), two(get), AT).verdict).toBe("compatible");
  expect(standIn(answering(order()), answering(order("id")), AT).verdict).toBe("compatible");
  expect(standIn(sending(order("id")), sending(order()), AT).verdict).toBe("compatible");
});

test("one that covers a part is degraded, one that covers nothing incompatible", () => {
  expect(standIn(two(get), one(get), AT)).toMatchObject({
    verdict: "degraded",
    covered: 1,
    reasons: [{ rule: "operation-missing", method: "GET", path: "/orders/{id}" }],
  });
  expect(standIn(one(get), documentOf({}), AT)).toMatchObject({ verdict: "incompatible", covered: 0 });
});

test("one that would refuse requests or break promises is incompatible, and says which", () => {
  expect(standIn(sending(order()), sending(order("id")), AT)).toMatchObject({
    verdict: "incompatible",
    reasons: [
      {
        rule: "request-property-became-required",
        message:
          "Property `id` of the request body is required now. The fallback can refuse what the primary accepts.",
      },
    ],
  });
  expect(standIn(answering(order("id")), answering(order()), AT).verdict).toBe("incompatible");
});

test("one without a parameter or a header answers all the same, less well", () => {
  expect(standIn(asking({ schema: text }), documentOf({}), AT)).toMatchObject({
    verdict: "degraded",
    reasons: [
      {
        rule: "request-parameter-removed",
        message:
          "Query parameter `page` is not there. The fallback may refuse or misunderstand what the primary accepts.",
      },
    ],
  });
  const limited = one({
    responses: { 200: { description: "Orders", headers: { "X-Left": { schema: text } } } },
  });
  expect(standIn(limited, one(get), AT)).toMatchObject({
    verdict: "degraded",
    reasons: [{ rule: "response-header-optional-removed" }],
  });
});

test("what the primary deprecates counts until it is gone, and credentials are the gateway's business", () => {
  const leaving = one({ ...get, deprecated: true, "x-sunset": "2020-01-01" });
  expect(standIn(leaving, documentOf({}, { paths: {} }), AT).verdict).toBe("incompatible");
  const secured = documentOf({ ...get, security: [{ key: [] }] });
  expect(standIn(documentOf(get), secured, AT).verdict).toBe("compatible");
});
