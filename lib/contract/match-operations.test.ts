import { expect, test } from "vitest";
import { compareDocuments } from "./compare.ts";
import { documentOf } from "./test-documents.ts";

const AT = new Date("2026-11-25T12:00:00Z");

/** A document whose paths end in a parameter of the given name and type. */
function byParameter(...parameters: [name: string, type: string][]) {
  const paths = parameters.map(([name, type]) => {
    const parameter = { name, in: "path", required: true, schema: { type } };
    return [`/pets/{${name}}`, { get: { parameters: [parameter], responses: {} } }] as const;
  });
  return documentOf({}, { paths: Object.fromEntries(paths) });
}

function changes(old: ReturnType<typeof byParameter>, now: ReturnType<typeof byParameter>) {
  const { breaking, risky, safe } = compareDocuments(old, now, AT);
  return [...breaking, ...risky, ...safe].map(({ rule, path }) => `${rule} ${path}`);
}

test("another name of a path's parameter is no change", () => {
  expect(changes(byParameter(["id", "string"]), byParameter(["name", "string"]))).toEqual([]);
});

test("paths that differ in the names of their parameters alone are told apart by these, in whatever order", () => {
  const both = byParameter(["id", "integer"], ["tag", "string"]);
  expect(changes(both, byParameter(["tag", "string"], ["id", "integer"]))).toEqual([]);
  expect(changes(both, byParameter(["tag", "string"]))).toEqual(["operation-removed /pets/{id}"]);
  expect(changes(byParameter(["tag", "string"]), both)).toEqual(["operation-added /pets/{id}"]);
});

test("of several of one shape, what is left over belongs together", () => {
  const old = byParameter(["id", "integer"], ["tag", "string"]);
  expect(changes(old, byParameter(["tag", "string"], ["number", "integer"]))).toEqual([]);
});
