import { rmSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { execute, lint, plantTree, typeCheck, type Diagnostic } from "./planted-tree.ts";
import { BORDERS, HABITS, INNOCENT } from "./planted-violations.ts";

/*
 * A checker that has gone silent looks exactly like clean code. Here each rule meets one violation of it; when a rule
 * stops speaking (a renamed option, a glob that no longer matches, a tool that sees no TypeScript), its test fails.
 */

const planted = [...BORDERS, ...HABITS];
let tree = "";
let found: Map<string, Diagnostic[]>;

beforeAll(() => {
  tree = plantTree({ ...INNOCENT, ...Object.fromEntries(planted.map(({ path, text }) => [path, text])) });
  found = lint(tree);
});
afterAll(() => rmSync(tree, { recursive: true, force: true }));

describe("the linter refuses", () => {
  it.each(planted)("$path: $rule", ({ path, rule, says }) => {
    const spoken = found.get(path) ?? [];
    const words = spoken.map((diagnostic) => `${diagnostic.code} ${JSON.stringify(diagnostic)}`);
    expect(words.filter((word) => word.startsWith(rule) && word.includes(says ?? ""))).not.toEqual([]);
  });

  it.each(Object.keys(INNOCENT).filter((path) => !path.includes("cycle")))("nothing in %s", (path) => {
    expect(found.get(path)?.map((diagnostic) => diagnostic.code) ?? []).toEqual([]);
  });
});

describe("a room is entered by its doors", () => {
  const room = {
    "lib/cellar/index.ts": 'export { wine } from "./wine.ts";\n',
    "lib/cellar/schema.ts": "export const bottles = 2;\n",
    "lib/cellar/wine.ts": 'export const wine = "red";\n',
    "lib/attic/index.tsx": "export const attic = <i />;\n",
  };
  const visitors = {
    "by-index.ts": 'import { wine } from "#lib/cellar";\nexport const a = wine;\n',
    "by-schema.ts": 'import { bottles } from "#lib/cellar/schema";\nexport const a = bottles;\n',
    "by-window.ts": 'import { wine } from "#lib/cellar/wine";\nexport const a = wine;\n',
    "by-window-with-extension.ts": 'import { wine } from "#lib/cellar/wine.ts";\nexport const a = wine;\n',
    "by-alias.ts": 'import { wine } from "@/lib/cellar/wine.ts";\nexport const a = wine;\n',
    "to-jsx.ts": 'import { attic } from "#lib/attic";\nexport const a = attic;\n',
  };
  let house = "";
  let complaints = "";

  beforeAll(() => {
    house = plantTree({ ...room, ...visitors });
    complaints = typeCheck(house);
  });
  afterAll(() => rmSync(house, { recursive: true, force: true }));

  it.each(["by-index.ts", "by-schema.ts"])("%s works for the compiler and for Node", (file) => {
    expect(complaints).not.toContain(file);
    expect(execute(house, file)).toEqual({ ok: true, output: "" });
  });

  it.each(["by-window.ts", "by-window-with-extension.ts", "to-jsx.ts"])("%s is refused by both", (file) => {
    expect(complaints).toMatch(new RegExp(`^${file}.*TS2307`, "m"));
    expect(execute(house, file).ok).toBe(false);
  });

  it("by-alias.ts does not run on plain Node", () => {
    expect(execute(house, "by-alias.ts").output).toContain("ERR_MODULE_NOT_FOUND");
  });
});
