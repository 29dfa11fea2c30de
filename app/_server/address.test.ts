import { expect, test } from "vitest";
import { addressOf } from "./address.ts";

test("the entry that the nearest proxy wrote counts, not what the client claims before it", () => {
  expect(addressOf({ "x-forwarded-for": "6.6.6.6, 203.0.113.7" })).toBe("203.0.113.7");
  expect(addressOf({ "x-forwarded-for": "::1" })).toBe("::1");
  expect(addressOf({})).toBe("unknown");
  expect(addressOf(undefined)).toBe("unknown");
});
