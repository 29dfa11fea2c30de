import { expect, test } from "vitest";
import { clipText, isStorable } from "./schema.ts";

test("NUL and half characters cannot be kept; everything else can", () => {
  expect(isStorable("plain, ünï, 😀, \t\n")).toBe(true);
  expect(isStorable("a\0b")).toBe(false);
  expect(isStorable("a\ud83d")).toBe(false);
  expect(isStorable("\ude00a")).toBe(false);
});

test("text is cut between characters", () => {
  expect(clipText("ab😀", 2)).toBe("ab");
  expect(clipText("ab😀", 3)).toBe("ab");
  expect(clipText("ab😀", 4)).toBe("ab😀");
});
