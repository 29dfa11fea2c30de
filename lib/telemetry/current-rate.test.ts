import { expect, it } from "vitest";
import { lastMinute } from "./current-rate.ts";

const minute = (at: string, target: string, requests: number) => ({
  minute: `2026-11-25T12:${at}:00.000Z`,
  target,
  requests,
  rescued: 0,
  failed: 0,
});

it("counts the present minute and what of the one before lies within 60 s", () => {
  const traffic = [
    minute("03", "a", 999),
    minute("04", "a", 600),
    minute("05", "a", 100),
    minute("05", "b", 30),
  ];
  const counts = lastMinute(traffic, new Date("2026-11-25T12:05:15.000Z"));
  expect(Object.fromEntries(counts)).toEqual({ a: 550, b: 30 });
  expect(lastMinute(traffic, new Date("2026-11-25T12:09:00.000Z")).size).toBe(0);
});
