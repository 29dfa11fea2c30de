import { describe, expect, test } from "vitest";
import { compareTexts } from "./compare-texts.ts";

const at = new Date("2026-11-25T12:00:00Z");
const document = (paths: unknown, more: object = {}) =>
  JSON.stringify({ openapi: "3.1.0", info: { title: "T", version: "1" }, paths, ...more });
const sending = (schema: unknown, schemas: unknown = {}) =>
  document(
    { "/a": { post: { requestBody: { content: { "application/json": { schema } } } } } },
    { components: { schemas } },
  );

describe("texts that cannot be compared", () => {
  test.each([
    ["nothing", "", "empty"],
    ["not OpenAPI", "a: 1", "not-openapi"],
    ["another version", '{"openapi":"4.0.0"}', "unsupported-version"],
    ["broken JSON", '{"openapi":', "syntax"],
    ["YAML that contains itself", "openapi: 3.1.0\npaths: &p\n  /a: *p\n", "too-deep"],
    ["paths that are a list", document([]), "paths"],
  ])("%s", async (_what, text, code) => {
    expect(await compareTexts(text, document({}), { at })).toMatchObject({
      ok: false,
      which: "old",
      problems: [{ code }],
    });
    expect(await compareTexts(document({}), text, { at })).toMatchObject({
      ok: false,
      which: "new",
      problems: [{ code }],
    });
  });

  test("what takes too long is stopped", async () => {
    const limits = { timeoutMs: 1, memoryMb: 512 };
    const compared = await compareTexts(document({}), document({}), { at, limits });
    expect(compared).toMatchObject({ ok: false, which: "both", problems: [{ code: "too-slow" }] });
  });
});

describe("hostile documents come to an end", () => {
  test("references in circles and chains", async () => {
    const chain = Object.fromEntries(
      Array.from({ length: 3000 }, (_, index) => [
        `S${index}`,
        { type: "object", properties: { next: { $ref: `#/components/schemas/S${(index + 1) % 3000}` } } },
      ]),
    );
    const circle = { Loop: { $ref: "#/components/schemas/Loop" } };
    const other = { ...chain, S2999: { type: "string" } };
    const first = { $ref: "#/components/schemas/S0" };
    expect(await compareTexts(sending(first, chain), sending(first, other), { at })).toMatchObject({
      ok: true,
      comparison: { verdict: "breaking" },
    });
    const loop = { $ref: "#/components/schemas/Loop" };
    expect(await compareTexts(sending(loop, circle), sending(loop, circle), { at })).toMatchObject({
      ok: true,
      comparison: { verdict: "safe" },
    });
  });

  test("every schema with every other: each pair once", async () => {
    const count = 40;
    const schemas = (type: string) =>
      Object.fromEntries(
        Array.from({ length: count }, (_, index) => [
          `S${index}`,
          {
            type: "object",
            properties: {
              ...Object.fromEntries(
                Array.from({ length: count }, (_unused, to) => [
                  `p${to}`,
                  { $ref: `#/components/schemas/S${to}` },
                ]),
              ),
              leaf: { type },
            },
          },
        ]),
      );
    const first = { $ref: "#/components/schemas/S0" };
    const compared = await compareTexts(
      sending(first, schemas("string")),
      sending(first, schemas("integer")),
      { at },
    );
    expect(compared).toMatchObject({ ok: true, comparison: { verdict: "breaking" } });
    const breaking = compared.ok ? compared.comparison.breaking : [];
    expect(breaking).toHaveLength(count);
  });

  test("alternatives of alternatives do not multiply", async () => {
    const alternatives = (depth: number, type: string): unknown =>
      depth === 0
        ? { type }
        : { oneOf: [alternatives(depth - 1, type), { type: "array", items: alternatives(depth - 1, type) }] };
    const compared = await compareTexts(
      sending(alternatives(10, "string")),
      sending(alternatives(10, "integer")),
      { at },
    );
    expect(compared).toMatchObject({ ok: true, comparison: { verdict: "breaking" } });
  });
});
