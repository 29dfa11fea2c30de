import { createServer } from "node:http";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkStyle } from "./check-style.ts";
import { lintParsed } from "./lint-parsed.ts";
import { RULESET_MAX_BYTES, STYLE_PROBLEMS_KEPT } from "./style-schema.ts";

const plain = { openapi: "3.1.0", info: { title: "T", version: "1" }, paths: {} };
const operation = { summary: "Get it", responses: { 200: { description: "It" } } };
const document = (more: object = {}) => JSON.stringify({ ...plain, ...more });
const withSummary = (summary: string) => document({ paths: { "/a": { get: { ...operation, summary } } } });
/** An own rule on the summaries of operations. */
const summaries = (assertions: object) => ({
  text: JSON.stringify({
    rules: { "rule/summary": { subject: { type: "Operation", property: "summary" }, assertions } },
  }),
});

describe("styles", () => {
  test("of the built-in rulesets", async () => {
    const found = await checkStyle({ builtIn: "recommended" }, withSummary("Get it"));
    expect(found).toMatchObject({ ok: true, errors: 2 });
    expect(found.ok && found.problems).toContainEqual({
      severity: "error",
      rule: "security-defined",
      message: "Every operation should have security defined on it or on the root level.",
      pointer: "/paths/~1a/get",
    });
  });

  test("of the organisation: built-in ones, changed, and its own", async () => {
    const text = `
extends: [minimal]
rules:
  operation-operationId: error
  rule/short-summaries:
    severity: warn
    subject: { type: Operation, property: summary }
    assertions: { maxLength: 5 }
`;
    const found = await checkStyle({ text }, withSummary("Get all of it"));
    expect(found.ok && found.problems.map(({ severity, rule }) => `${severity} ${rule}`)).toEqual(
      expect.arrayContaining(["error operation-operationId", "warn rule/short-summaries"]),
    );
  });

  test("only so many problems are kept, and all are counted", async () => {
    const paths = Object.fromEntries(
      Array.from({ length: STYLE_PROBLEMS_KEPT + 10 }, (_, index) => [`/${index}`, { get: operation }]),
    );
    const found = await checkStyle({ text: "rules: { operation-operationId: error }" }, document({ paths }));
    expect(found).toMatchObject({ ok: true, errors: STYLE_PROBLEMS_KEPT + 10 });
    expect(found.ok && found.problems).toHaveLength(STYLE_PROBLEMS_KEPT);
  });

  test.each(["2.0", "3.0"])("of documents of version %s", async (format) => {
    const head = format === "2.0" ? { swagger: "2.0" } : { openapi: "3.0.3" };
    const text = JSON.stringify({ ...head, info: plain.info, paths: { "/a": { get: operation } } });
    const found = await checkStyle({ text: "rules: { operation-operationId: error }" }, text);
    expect(found).toMatchObject({ ok: true, errors: 1 });
  });
});

describe("rulesets that are refused", () => {
  test.each([
    ["plugins", "plugins: [./evil.js]\nrules: {}", /`plugins` is not allowed/],
    ["decorators", "decorators: { remove-x-internal: on }", /`decorators` is not allowed/],
    ["preprocessors", "preprocessors: { a: on }", /`preprocessors` is not allowed/],
    ["credentials for addresses", "resolve: { http: { headers: [] } }", /`resolve` is not allowed/],
    ["APIs of its own", "apis: { a: { root: /etc/passwd } }", /`apis` is not allowed/],
    ["extending a file", "extends: [./other.yaml]", /`extends` takes a list of built-in/],
    ["extending an address", "extends: ['http://127.0.0.1/r.yaml']", /`extends` takes a list of built-in/],
    ["extending a plugin", "extends: [evil/recommended]", /`extends` takes a list of built-in/],
    ["extending one name", "extends: recommended", /`extends` takes a list of built-in/],
    ["references", "rules: { rule/a: { $ref: /etc/passwd } }", /`\$ref` is not allowed/],
    ["references far within", "rules: { rule/a: { a: [[{ b: { $ref: x } }]] } }", /`\$ref` is not allowed/],
    ["rules of plugins", "rules: { evil/rule: error }", /`evil\/rule` is no rule of the linter/],
    ["odd names", "rules: { __proto__: error }", /not expected|no rule/],
    ["unknown rules", "rules: { no-such: error }", /`no-such` is not expected here/],
    ["unknown severities", "rules: { struct: loud }", /can be one of the following only/],
    ["a list", "[]", /must be an object/],
    ["nothing that is YAML", "rules: {", /./],
    [
      "too many rules",
      `rules: {${Array.from({ length: 301 }, (_, i) => `rule/a${i}: off`).join(", ")}}`,
      /more than 300/,
    ],
    ["nesting", `rules: { rule/a: ${"[".repeat(60)}${"]".repeat(60)} }`, /nested too deeply/],
  ])("%s", async (_what, text, message) => {
    const found = await lintParsed({ ruleset: { text }, text: document() });
    expect(found).toMatchObject({ ok: false, which: "ruleset", message: expect.stringMatching(message) });
  });

  test("one that is too large", async () => {
    const found = await checkStyle({ text: `# ${"x".repeat(RULESET_MAX_BYTES)}` });
    expect(found).toMatchObject({ ok: false, which: "ruleset" });
  });

  test("functions of plugins, and patterns that are none", async () => {
    for (const assertions of [{ "local/run": {} }, { pattern: "/(/" }]) {
      const found = await checkStyle(summaries(assertions), withSummary("Get it"));
      expect(found).toMatchObject({ ok: false, which: "ruleset" });
    }
  });

  test("aliases that multiply", async () => {
    const levels = Array.from(
      { length: 9 },
      (_, i) => `  rule/l${i + 1}: &l${i + 1} [${Array.from({ length: 9 }, () => `*l${i}`).join(", ")}]`,
    );
    const found = await checkStyle({ text: `rules:\n  rule/l0: &l0 [x]\n${levels.join("\n")}` });
    expect(found).toMatchObject({ ok: false, which: "ruleset" });
  });

  test("without a document the ruleset alone is judged", async () => {
    expect(await checkStyle({ text: "extends: [minimal]" })).toMatchObject({ ok: true, errors: 0 });
    expect(await checkStyle({ text: "rules: { no-such: error }" })).toMatchObject({ ok: false });
  });
});

describe("nothing is read and nothing runs", () => {
  let folder = "";
  let asked = 0;
  const server = createServer((_request, response) => {
    asked += 1;
    response.end('{"type":"string"}');
  });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "style-"));
    await writeFile(join(folder, "secret.json"), '{"type":"string","description":"the-secret"}');
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });
  afterAll(async () => {
    server.close();
    await rm(folder, { recursive: true });
  });

  test("references of documents to files and addresses", async () => {
    const { port } = server.address() as AddressInfo;
    const refs = [
      join(folder, "secret.json"),
      `http://127.0.0.1:${port}/schema.json`,
      "../../../../etc/passwd",
    ];
    const schemas = Object.fromEntries(refs.map(($ref, index) => [`S${index}`, { $ref }]));
    const found = await checkStyle({ builtIn: "minimal" }, document({ components: { schemas } }));
    expect(JSON.stringify(found)).not.toMatch(/the-secret|root:/);
    expect(asked).toBe(0);
  });
});

describe("what would take for ever is stopped", () => {
  const limits = { timeoutMs: 3_000, memoryMb: 256 };

  test("a pattern that explodes", async () => {
    const summary = `${"a".repeat(60)}!`;
    const found = await checkStyle(summaries({ pattern: "/^(a+)+$/" }), withSummary(summary), limits);
    expect(found).toMatchObject({
      ok: false,
      which: "document",
      message: expect.stringMatching(/longer than 3 s/),
    });
  });

  test("a document of aliases of aliases", async () => {
    const levels = Array.from(
      { length: 12 },
      (_, i) => `x-l${i + 1}: &l${i + 1} [${Array.from({ length: 12 }, () => `*l${i}`).join(", ")}]`,
    );
    const text = `openapi: 3.1.0\ninfo: { title: T, version: '1' }\npaths: {}\nx-l0: &l0 [x]\n${levels.join("\n")}`;
    expect(await checkStyle({ builtIn: "recommended" }, text, limits)).toMatchObject({
      ok: false,
      which: "document",
    });
  });

  test("a document that needs more memory than it may", async () => {
    const schema = { type: "object", properties: { a: { $ref: "#/components/schemas/S" } } };
    const paths = Object.fromEntries(
      Array.from({ length: 20_000 }, (_, index) => [
        `/${index}`,
        { get: { ...operation, summary: `s${index}` } },
      ]),
    );
    const text = document({ paths, components: { schemas: { S: schema } } });
    const found = await checkStyle({ builtIn: "recommended" }, text, { timeoutMs: 60_000, memoryMb: 24 });
    expect(found).toMatchObject({ ok: false, message: expect.stringMatching(/too much memory/) });
  });

  test("schemas that refer to themselves", async () => {
    const loop = { type: "object", properties: { next: { $ref: "#/components/schemas/Loop" } } };
    const found = await checkStyle(
      { builtIn: "recommended" },
      document({ components: { schemas: { Loop: loop } } }),
    );
    expect(found).toMatchObject({ ok: true });
  });
});
