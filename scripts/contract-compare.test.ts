import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, expect, test } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "contract-compare-"));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
  return name;
}

const yaml = (paths: string) => `openapi: 3.1.0\ninfo: { title: T, version: "1" }\npaths:\n${paths}`;
const old = file("old.yaml", yaml("  /a: { get: { responses: {} } }\n  /b: { get: { responses: {} } }\n"));
const fewer = file("fewer.yaml", yaml("  /a: { get: { responses: {} } }\n"));

function run(...options: string[]) {
  return runWith("", ...options);
}

function runWith(input: string, ...options: string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(import.meta.dirname, "contract-compare.ts"), ...options],
    { encoding: "utf8", input, env: { ...process.env, INIT_CWD: folder } },
  );
  return { status, stdout, stderr, last: stdout.trimEnd().split("\n").at(-1) ?? "" };
}

test("nothing breaking ends well", () => {
  const { status, last } = run(fewer, old, "--json");
  expect(status).toBe(0);
  expect(JSON.parse(last)).toMatchObject({
    verdict: "safe",
    breaking: [],
    risky: [],
    safe: [{ rule: "operation-added" }],
  });
});

test("something breaking is told, as JSON and in words", () => {
  const { status, last } = run(old, fewer, "--json");
  expect(status).toBe(1);
  expect(JSON.parse(last)).toMatchObject({
    verdict: "breaking",
    breaking: [{ rule: "operation-removed", path: "/b" }],
  });
  expect(Object.keys(JSON.parse(last) as object)).toEqual(["verdict", "breaking", "risky", "safe"]);
  expect(run(old, fewer)).toMatchObject({ status: 1, last: "1 breaking, 0 risky, 0 safe." });
});

test("a document can come through a pipe, and what it refers to lies where the command was called", () => {
  file("paths/b.yaml", "get: { responses: {} }\n");
  const whole = yaml('  /a: { get: { responses: {} } }\n  /b: { $ref: "paths/b.yaml" }\n');
  expect(runWith(whole, "-", old)).toMatchObject({ status: 0, stderr: "" });
  expect(runWith(whole, "-", fewer)).toMatchObject({ status: 1, last: "1 breaking, 0 risky, 0 safe." });
  expect(runWith(whole, fewer, "-", "--json")).toMatchObject({ status: 0, stderr: "" });
});

test("what comes through a pipe without end is not read to its end", () => {
  expect(runWith("#".repeat(65 * 1024 * 1024), "-", old)).toMatchObject({
    status: 2,
    stderr: "- is larger than 64 MiB.\n",
  });
});

test("a document that is larger than what a portal takes can be compared", () => {
  const large = (type: string) =>
    JSON.stringify({
      openapi: "3.0.3",
      info: { title: "Large", version: "1", description: "x".repeat(11 * 1024 * 1024) },
      paths: { "/a": { get: { parameters: [{ name: "a", in: "query", schema: { type } }], responses: {} } } },
    });
  const [before, after] = [file("large.json", large("string")), file("larger.json", large("integer"))];
  expect(run(before, after)).toMatchObject({ status: 1, last: "1 breaking, 0 risky, 0 safe." });
});

test("files that the documents refer to are part of them", () => {
  const schema = (name: string, bound: string) => {
    file(
      `${name}/schemas/all.json`,
      JSON.stringify({ Pets: { type: "array", items: { $ref: "Pet.yaml" } } }),
    );
    file(
      `${name}/schemas/Pet.yaml`,
      `type: object\nproperties: { name: { type: string${bound} }, of: { $ref: Pet.yaml }, away: { $ref: gone.yaml } }\n`,
    );
    file(
      `${name}/paths.yaml`,
      'pets: { post: { requestBody: { content: { application/json: { schema: { $ref: "schemas/all.json#/Pets" } } } } } }\n',
    );
    return file(`${name}/api.yaml`, yaml('  /pets: { $ref: "./paths.yaml#/pets" }\n'));
  };
  const { status, last, stderr } = run(schema("before", ""), schema("after", ", maxLength: 3"), "--json");
  expect({ status, ...(JSON.parse(last) as object) }).toMatchObject({
    status: 1,
    breaking: [
      {
        rule: "request-property-max-length-set",
        newPointer: "/x-files/schemas~1Pet.yaml/properties/name/maxLength",
      },
    ],
  });
  expect(stderr).toContain("1 reference leads out of the new document");
});

test.each([
  ["of a later version", yaml("  /a: { get: { responses: {} } }\n").replace("3.1.0", "3.2.0")],
  ["without its version", yaml("  /a: { get: { responses: {} } }\n").replace("openapi: 3.1.0", "")],
])("a document %s is read", (what, text) => {
  expect(run(fewer, file(`${what}.yaml`, text))).toMatchObject({ status: 0 });
});

test.each([
  ["a file that is not there", [old, "missing.yaml"], "missing.yaml cannot be read: there is no such file."],
  ["a folder", [old, "."], ". cannot be read: it is a folder."],
  ["an address", ["https://example.com/a.yaml", old], "https://example.com/a.yaml is an address."],
  ["the standard input twice", ["-", "-"], "Only one of the two can be the standard input."],
  ["one file", [old], "Give two files."],
  ["what is not OpenAPI", [old, file("other.json", "[1]")], "other.json: This is not an OpenAPI document"],
])("%s cannot be used", (_what, options, message) => {
  const { status, stderr, last } = run(...options, "--json");
  expect(status).toBe(2);
  expect(stderr).toContain(message);
  expect(JSON.parse(last)).toMatchObject({ verdict: null, breaking: [] });
});
