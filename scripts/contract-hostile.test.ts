import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { compareDocuments, type JsonObject } from "#lib/contract";

const folder = mkdtempSync(join(tmpdir(), "contract-hostile-"));
afterAll(() => rmSync(folder, { recursive: true }));

const MEMORY_MAX_MB = 512;
/** Has the command say at its end how much memory it took. */
const COUNTING = `data:text/javascript,process.on("exit",()=>console.error("maxRss "+process.resourceUsage().maxRSS))`;

let files = 0;
function file(content: string | Buffer): string {
  const path = join(folder, `${(files += 1)}`);
  writeFileSync(path, content);
  return path;
}

interface Outcome {
  status: number | null;
  stderr: string;
  last: string;
  rssMb: number;
}

/** `npm run contract:compare -- OLD NEW --json`, without npm around it. */
async function run(old: string | Buffer, now: string | Buffer): Promise<Outcome> {
  const script = join(import.meta.dirname, "contract-compare.ts");
  const options = ["--import", COUNTING, script, file(old), file(now), "--json"];
  const child = spawn(process.execPath, options, { stdio: ["ignore", "pipe", "pipe"] });
  let [stdout, stderr] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (part: string) => (stdout += part));
  child.stderr.setEncoding("utf8").on("data", (part: string) => (stderr += part));
  const status = await new Promise<number | null>((resolve) => child.on("close", resolve));
  const rssMb = Number(/maxRss (\d+)/.exec(stderr)?.[1]) / 1024;
  return { status, stderr, last: stdout.trimEnd().split("\n").at(-1) ?? "", rssMb };
}

const range = (count: number) => Array.from({ length: count }, (_, index) => index);
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const within = (paths: unknown, more: object = {}) => ({
  openapi: "3.1.0",
  info: { title: "Hostile", version: "1" },
  paths,
  ...more,
});
const content = (schema: unknown) => ({ content: { "application/json": { schema } } });
/** Sent and given back, as JSON. */
const both = (schema: unknown, schemas: unknown = {}) =>
  JSON.stringify(
    within(
      {
        "/a": {
          post: {
            requestBody: content(schema),
            responses: { 200: { description: "x", ...content(schema) } },
          },
        },
      },
      { components: { schemas } },
    ),
  );
const named = (of: (index: number) => [string, unknown], count: number) =>
  Object.fromEntries(range(count).map((index) => of(index)));
const yaml = (body: string) => `openapi: 3.1.0\ninfo: { title: T, version: "1" }\n${body}`;
const plain = yaml("paths:\n  /a: { get: { responses: {} } }\n");

describe("what is no document ends the command with a word on why", () => {
  const bomb = `a: &a [x, x, x, x, x, x, x, x, x]\n${range(9)
    .map((at) => {
      const [one, next] = ["abcdefghij"[at], "abcdefghij"[at + 1]];
      return `${next}: &${next} [${Array(9).fill(`*${one}`).join(",")}]\n`;
    })
    .join("")}`;
  test.each<[string, string | Buffer, RegExp]>([
    ["nothing", "", /is empty/],
    ["null", "null", /root is not an object/],
    ["a list", "[]", /root is not an object/],
    ["a picture", Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0]), /not text in UTF-8/],
    ["UTF-16 that does not say so", Buffer.from(plain, "utf16le"), /not text in UTF-8/],
    [
      "JSON nested 100,000 deep",
      `${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`,
      /neither `openapi`|nested/,
    ],
    ["YAML nested 100,000 deep", `openapi: 3.1.0\na: ${"[".repeat(100_000)}${"]".repeat(100_000)}`, /nested/],
    [
      "a schema nested 5,000 deep",
      both({}).replace("{}", `${'{"not":'.repeat(5_000)}{}${"}".repeat(5_000)}`),
      /nested/,
    ],
    ["a YAML alias bomb", yaml(`paths: {}\n${bomb}`), /aliases expand/],
    ["YAML that contains itself", yaml("paths: &p\n  /a: *p\n"), /nested/],
    ["YAML with a key twice", yaml("paths: {}\npaths: {}\n"), /unique.*line 4/],
    ["YAML with a tab", yaml("paths:\n\t/a: {}\n"), /line 4/],
    ["JSON that ends early", '{"openapi":"3.1.0","paths":{', /property name.*line 1/],
  ])("%s", async (_what, text, why) => {
    const { status, stderr, last, rssMb } = await run(text, plain);
    expect({ status, why: stderr }).toMatchObject({ status: 2, why: expect.stringMatching(why) as string });
    expect(JSON.parse(last)).toMatchObject({ verdict: null, error: expect.stringMatching(why) as string });
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(rssMb).toBeLessThan(MEMORY_MAX_MB);
  });
});

describe("what asks for too much is compared all the same", () => {
  const type = (one: string) => ({ type: one });
  const doubling = (leaf: string) =>
    named((at) => [`A${at}`, at === 59 ? type(leaf) : { allOf: [ref(`A${at + 1}`), ref(`A${at + 1}`)] }], 60);
  const net = (leaf: string) =>
    named(
      (at) => [
        `N${at}`,
        {
          type: "object",
          properties: {
            ...named((to) => [`e${to}`, ref(`N${(at * 7 + to * 13) % 300}`)], 20),
            leaf: type(leaf),
          },
        },
      ],
      300,
    );
  const branches = (leaf: string) =>
    range(3_000).map((at) => ({
      type: "object",
      properties: { [`k${at}`]: { type: leaf, maxLength: at } },
      required: [`k${at}`],
    }));
  const media = (prefix: string) =>
    JSON.stringify(
      within({
        "/a": {
          post: {
            requestBody: { content: named((at) => [`application/${prefix}${at}`, { schema: {} }], 4_000) },
            responses: {},
          },
        },
      }),
    );
  const security = (prefix: string) =>
    JSON.stringify(
      within(
        { "/a": { get: { responses: {} } } },
        { security: range(6_000).map((at) => ({ [prefix + at]: [] })) },
      ),
    );
  const operations = (leaf: string) =>
    JSON.stringify(
      within(named((at) => [`/p${at}`, { get: { responses: { 200: content(type(leaf)) } } }], 10_000)),
    );
  const alike = (prefix: string) =>
    JSON.stringify(within(named((at) => [`/{${prefix}${at}}`, { get: { responses: {} } }], 20_000)));
  const chain = (leaf: string) =>
    named(
      (at) => [
        `A${at}`,
        at === 9_999 ? type(leaf) : { allOf: [ref(`A${at + 1}`), { properties: { [`p${at}`]: {} } }] },
      ],
      10_000,
    );
  const parts = (leaf: string) => ({
    allOf: range(3_000).map((at) => ({ properties: { [`p${at}`]: type(leaf) } })),
  });
  const values = (prefix: string) => ({ enum: range(150_000).map((at) => `${prefix}${at}`) });
  const required = (prefix: string) => ({
    type: "object",
    required: range(100_000).map((at) => `${prefix}${at}`),
  });
  const many = (leaf: string) => ({
    type: "object",
    properties: named((at) => [`p${at}`, type(leaf)], 50_000),
  });
  const pattern = (text: string) => ({ type: "string", pattern: text });
  const loop = {
    Loop: { properties: { a: ref("Loop") }, allOf: [ref("Loop")], oneOf: [ref("Loop"), ref("Ring")] },
    Ring: ref("Ring"),
  };

  test.each<[string, string, string, 0 | 1]>([
    [
      "parts of parts, 2^60 of them",
      both(ref("A0"), doubling("string")),
      both(ref("A0"), doubling("integer")),
      1,
    ],
    ["a chain of 10,000 parts", both(ref("A0"), chain("string")), both(ref("A0"), chain("integer")), 1],
    ["3,000 parts", both(parts("string")), both(parts("integer")), 1],
    ["schemas that lead to each other", both(ref("N0"), net("string")), both(ref("N0"), net("integer")), 1],
    ["schemas that are themselves", both(ref("Loop"), loop), both(ref("Loop"), loop), 0],
    [
      "3,000 alternatives that change",
      both({ oneOf: branches("string") }),
      both({ oneOf: branches("integer") }),
      1,
    ],
    [
      "3,000 alternatives in another order",
      both({ oneOf: branches("string") }),
      both({ oneOf: branches("string").toReversed() }),
      0,
    ],
    ["4,000 media types", media("x"), media("y"), 1],
    ["6,000 ways to authenticate", security("a"), security("b"), 1],
    ["10,000 operations", operations("string"), operations("integer"), 1],
    ["20,000 paths of one shape", alike("a"), alike("b"), 0],
    ["documents of 5 MB of values", both(values("value-")), both(values("other-")), 1],
    ["100,000 required names", both(required("a")), both(required("b")), 0],
    ["50,000 properties", both(many("string")), both(many("integer")), 1],
    [
      "patterns that take for ever",
      both(pattern("^(a+)+$")),
      both(pattern(`^(${"(a*)*".repeat(50_000)})*$`)),
      0,
    ],
  ])("%s", async (...[, old, now, exit]) => {
    const { verdict } = compareDocuments(
      JSON.parse(old) as JsonObject,
      JSON.parse(now) as JsonObject,
      new Date(),
    );
    expect(verdict === "breaking").toBe(exit === 1);
    const { status, stderr, last, rssMb } = await run(old, now);
    // On a machine that is busy elsewhere its time may be over first; then it says so.
    const isStopped = /took too long/.test(stderr);
    expect(status).toBe(isStopped ? 2 : exit);
    const told = JSON.parse(last) as { verdict: string | null };
    expect(told.verdict).toBe(isStopped ? null : verdict);
    expect(rssMb).toBeLessThan(MEMORY_MAX_MB);
  });
});

describe("what is written strangely is read as it is meant", () => {
  const other = plain.replace("get", "put");
  const utf16 = (text: string) => Buffer.from(`\uFEFF${text}`, "utf16le");
  test.each<[string, string | Buffer, string | Buffer, 0 | 1]>([
    ["a byte order mark and CRLF", `\uFEFF${plain.replaceAll("\n", "\r\n")}`, plain, 0],
    ["UTF-16", utf16(plain), plain, 0],
    ["UTF-16 the other way round", utf16(other).swap16(), plain, 1],
    [
      "JSON with a key twice: the last counts",
      '{"openapi":"3.1.0","paths":{"/z":{"get":{}}},"paths":{"/a":{"get":{}}}}',
      plain,
      0,
    ],
    [
      "numbers beyond all bounds",
      both({ type: "number", maximum: 0 }).replace('"maximum":0', '"maximum":1e999'),
      both({ type: "number", maximum: 0 }).replace('"maximum":0', '"maximum":1e400'),
      0,
    ],
    [
      "steps of nothing",
      both({ type: "number", multipleOf: 0 }),
      both({ type: "number", multipleOf: 1e-320 }),
      1,
    ],
    ["half a character", both({ const: "\ud800" }), both({ const: "\udc00" }), 1],
  ])("%s", async (...[, old, now, exit]) => {
    expect(await run(old, now)).toMatchObject({ status: exit });
  });

  const OBJECTS = ["__proto__", "constructor", "hasOwnProperty", "toString", "valueOf"];
  /** Written by hand: an object literal would set the prototype. */
  const keyed = (key: string, value: string) => `{"${key}":${value}}`;
  const text = (schema: string, schemas = "{}") =>
    `{"openapi":"3.1.0","info":{"title":"T","version":"1"},"components":{"schemas":${schemas}},"paths":{"/a":{"post":{` +
    `"requestBody":{"content":{"application/json":{"schema":${schema}}}},"responses":{}}}}}`;
  const object = (key: string, type: string) =>
    `{"type":"object","properties":${keyed(key, `{"type":"${type}"}`)}}`;

  test.each(OBJECTS)("a property named %s", async (key) => {
    const changed = await run(text(object(key, "string")), text(object(key, "integer")));
    expect(JSON.parse(changed.last)).toMatchObject({
      breaking: [
        { rule: "request-property-type-changed", message: expect.stringContaining(`\`${key}\``) as string },
      ],
    });
    const parts = (type: string) =>
      text(`{"allOf":[${object(key, type)},{"type":"object","required":["a"]}],"required":["b"]}`);
    const parted = await run(parts("string"), parts("integer"));
    expect(JSON.parse(parted.last)).toMatchObject({ verdict: "breaking" });
    const gone = await run(text(object(key, "string")), text('{"type":"object","properties":{}}'));
    expect(JSON.parse(gone.last)).toMatchObject({ risky: [{ rule: "request-property-removed" }] });
    const schemas = (type: string) => keyed(key, `{"type":"${type}"}`);
    const shared = `{"$ref":"#/components/schemas/${key}"}`;
    const referred = await run(text(shared, schemas("string")), text(shared, schemas("integer")));
    expect(JSON.parse(referred.last)).toMatchObject({ verdict: "breaking" });
  });
});
