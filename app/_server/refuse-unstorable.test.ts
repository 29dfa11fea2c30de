import { expect, test } from "vitest";
import type { AppError } from "#lib/errors";
import { refuseUnstorable } from "./refuse-unstorable.ts";

function refusalOf(value: unknown): AppError | undefined {
  try {
    refuseUnstorable(value, ["query"]);
    return undefined;
  } catch (error) {
    return error as AppError;
  }
}

test("what can be kept passes", () => {
  expect(refusalOf({ a: ["ünï 😀\n", 1, null, { constructor: "x" }], q: "%_\\" })).toBeUndefined();
});

test("NUL and half characters are refused at their fields, all at once", () => {
  const refusal = refusalOf({ name: "a\0", list: ["fine", "b\ud800"] });
  expect(refusal?.code).toBe("invalid");
  expect(refusal?.issues).toEqual([
    { path: ["query", "name"], message: "The text holds a NUL character." },
    { path: ["query", "list", 1], message: "The text holds half a character." },
  ]);
});

test("a member that parsers drop without a word is refused at its object", () => {
  const refusal = refusalOf(JSON.parse('{"headers":{"__proto__":{"x":1},"a\\u0000":1}}'));
  expect(refusal?.issues.map(({ path }) => path)).toEqual([
    ["query", "headers"],
    ["query", "headers"],
  ]);
});

test("a value as deep as a body allows is refused before anything else walks it", () => {
  const deep: unknown = JSON.parse(`${"[".repeat(400_000)}${"]".repeat(400_000)}`);
  expect(refusalOf(deep)?.issues[0]?.message).toBe("Nested more than 64 levels deep.");
});

test("as many faults as a body holds give a bounded answer", () => {
  expect(refusalOf(Array.from({ length: 1000 }, () => "\0"))?.issues).toHaveLength(20);
});
