import { expect, test } from "vitest";
import { readAll } from "./read-all.ts";

test.each([0, 1, 2, 3, 4, 7])("%i items are read once each, in order", async (count) => {
  const asked: (number | undefined)[] = [];
  const all = Array.from({ length: count }, (_, i) => i);
  const read = (after: number | undefined, size: number) => {
    asked.push(after);
    const from = after === undefined ? 0 : after + 1;
    return Promise.resolve(all.slice(from, from + size));
  };
  const seen: number[] = [];
  for await (const item of readAll(2, read)) seen.push(item);
  expect(seen).toEqual(all);
  expect(asked).toHaveLength(Math.floor(count / 2) + 1);
});
