import { expect, test } from "vitest";
import { markedParts } from "./marked-parts.ts";

const marked = (text: string, words: string[]) =>
  markedParts(text, words)
    .map((part) => (part.isMarked ? `[${part.text}]` : part.text))
    .join("");

test.each([
  ["Payments EU", ["payment", "payments"], "[Payments] EU"],
  ["/v1/refunds/{refundId}", ["refund"], "/v1/[refund]s/{[refund]Id}"],
  ["nothing here", ["xyz"], "nothing here"],
  ["a.b*c", [".b*", "("], "a[.b*]c"],
  ["single letters", ["s"], "single letters"],
  ["", ["a"], ""],
])("%s with %j", (text, words, expected) => {
  expect(marked(text, words)).toBe(expected);
});
