import { expect, test } from "vitest";
import { withinHour } from "./words.ts";

const at = (time: string) => Date.parse(`2026-11-22T${time}Z`);

test.each([
  ["13:00:00", "Within the last hour"],
  ["13:59:59", "Within the last hour"],
  ["14:30:00", "About 1 h ago"],
  ["18:30:00", "About 5 h ago"],
])("a call counted from 13:00 to 14:00 is, at %s: %s", (now, words) => {
  const said = withinHour(at("13:00:00"), at(now));
  expect(said.words).toBe(words);
  expect(said.title).toBe("Between 2026-11-22 13:00:00 UTC and 2026-11-22 14:00:00 UTC");
});
