import fc from "fast-check";
import { expect, test } from "vitest";
import { compareDocuments } from "./compare.ts";
import { isObject, type JsonObject } from "./json.ts";
import { judge } from "./rules.ts";
import { answering, sending } from "./test-documents.ts";

const AT = new Date("2026-11-25T12:00:00Z");
const NAMES = ["id", "name", "size", "tags"] as const;

/** Schemas as people write them, recursive ones among them (`#/components/schemas/Node`). */
const schema: fc.Arbitrary<JsonObject> = fc.letrec<{ any: JsonObject }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.record(
      { type: fc.constantFrom("string"), maxLength: fc.nat(5), format: fc.constantFrom("uuid", "date") },
      { requiredKeys: ["type"] },
    ),
    fc.record({ type: fc.constantFrom("integer", "number"), minimum: fc.nat(5) }, { requiredKeys: ["type"] }),
    fc.record({ enum: fc.uniqueArray(fc.constantFrom("a", "b", "c"), { minLength: 1 }) }),
    fc.constant({ $ref: "#/components/schemas/Node" }),
    fc.record({
      type: fc.constant("object"),
      properties: fc.dictionary(fc.constantFrom(...NAMES), tie("any")),
      required: fc.uniqueArray(fc.constantFrom(...NAMES)),
    }),
    fc.record({ type: fc.constant("array"), items: tie("any") }),
    fc.array(tie("any"), { minLength: 2, maxLength: 3 }).map((oneOf) => ({ oneOf })),
    fc.array(tie("any"), { minLength: 1, maxLength: 3 }).map((allOf) => ({ allOf })),
  ),
})).any;

const more = fc.record({
  components: fc.record({
    schemas: fc.record({
      Node: fc.record({
        type: fc.constant("object"),
        properties: fc.record({ next: fc.constant({ $ref: "#/components/schemas/Node" }), value: schema }),
      }),
    }),
  }),
});

/** The same JSON with the members of every object the other way round. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, inner]) => [key, reversed(inner)]),
  );
}

test("a document compared with itself differs in nothing", () => {
  fc.assert(
    fc.property(schema, more, (body, components) => {
      for (const document of [sending(body, components), answering(body, components)])
        expect(compareDocuments(document, structuredClone(document), AT)).toMatchObject({
          breaking: [],
          risky: [],
          safe: [],
        });
    }),
    { numRuns: 300 },
  );
});

test("the order of members never matters", () => {
  fc.assert(
    fc.property(schema, schema, more, (before, ...[after, components]) => {
      const [old, now] = [sending(before, components), sending(after, components)];
      const turned = compareDocuments(reversed(old) as JsonObject, reversed(now) as JsonObject, AT);
      const plain = compareDocuments(old, now, AT);
      const rules = (list: { rule: string; message: string }[]) =>
        list.map(({ rule, message }) => `${rule} ${message}`);
      for (const verdict of ["breaking", "risky", "safe"] as const)
        expect(rules(turned[verdict])).toEqual(rules(plain[verdict]));
    }),
    { numRuns: 200 },
  );
});

test("a change that breaks no request in one direction breaks no answer in the other", () => {
  fc.assert(
    fc.property(schema, schema, (before, after) => {
      const there = compareDocuments(sending(before), sending(after), AT);
      const back = compareDocuments(answering(after), answering(before), AT);
      // Properties that come and go are judged by what each side does with what it does not know.
      const isPlain = ({ rule }: { rule: string }) =>
        !/-(?:optional-|required-)?(?:added|removed)(?:-with-default)?$|undeclared|default/.test(rule);
      expect(back.breaking.filter(isPlain).length > 0).toBe(there.breaking.filter(isPlain).length > 0);
    }),
    { numRuns: 300 },
  );
});

test("the law mirrors", () => {
  expect(judge("widens", "request")).toBe(judge("narrows", "response"));
  expect(judge("narrows", "request")).toBe(judge("widens", "response"));
  for (const effect of ["differs", "unknown", "none"] as const)
    expect(judge(effect, "request")).toBe(judge(effect, "response"));
});
