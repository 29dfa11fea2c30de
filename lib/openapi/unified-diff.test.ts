import { expect, test } from "vitest";
import { diffTexts } from "./diff-texts.ts";
import { unifiedDiff } from "./unified-diff.ts";

const file = (old: string, now: string) => ({ name: "openapi", old, now });

test("a changed line stands between its neighbours, under the file's name", () => {
  expect(unifiedDiff([file("a: 1\nb: 2\nc: 3\n", "a: 1\nb: 4\nc: 3\n")])).toEqual({
    text: ["--- a/openapi", "+++ b/openapi", "@@ -1,3 +1,3 @@", " a: 1", "-b: 2", "+b: 4", " c: 3"].join(
      "\n",
    ),
    isCut: false,
  });
});

test("JSON on one line is laid out, so that a member is a line", () => {
  const { text } = unifiedDiff([file('{"a":1,"b":{"c":2}}', '{"a":1,"b":{"c":3}}')]);
  expect(text).toContain('-    "c": 2\n+    "c": 3');
  expect(text).not.toContain('-  "a"');
});

test("line ends, a byte order mark, and files that are the same are no difference", () => {
  expect(unifiedDiff([file("a: 1\r\nb: 2\r\n", "\uFEFFa: 1\nb: 2"), file("{}", "{ }")])).toEqual({
    text: "",
    isCut: false,
  });
});

test("what is no JSON after all is compared as it is", () => {
  expect(unifiedDiff([file("{ a: 1 }", "{ a: 2 }")]).text).toContain("-{ a: 1 }\n+{ a: 2 }");
});

test("a very long difference is cut, and says so", () => {
  const many = (word: string) => Array.from({ length: 2_600 }, (_, at) => `${word} ${at}`).join("\n");
  const { text, isCut } = unifiedDiff([file(many("old"), many("new"))]);
  expect([text.split("\n").length, isCut]).toEqual([5_000, true]);
});

test("what takes too long is stopped", async () => {
  const stopped = await diffTexts([file("a", "b")], { timeoutMs: 1, memoryMb: 64 });
  expect(stopped).toMatchObject({ ok: false, problem: expect.stringMatching(/too long/) as string });
});

test("texts are compared in a process of their own", async () => {
  expect(await diffTexts([file("a", "b")])).toMatchObject({ ok: true, isCut: false });
});
