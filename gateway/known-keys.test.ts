import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { KnownKeys } from "./known-keys.ts";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test("a key in use stays known; one that nobody uses any more is forgotten within a minute", () => {
  const keys = new KnownKeys();
  keys.keep("used", "a");
  keys.keep("left", "b");
  for (let s = 0; s < 120; s += 20) {
    vi.advanceTimersByTime(20_000);
    expect(keys.sumOf("used")).toBe("a");
  }
  expect(keys.sumOf("left")).toBeUndefined();
  expect(keys.size).toBe(1);
});

test("nothing is kept of keys once nobody calls, and no timer runs on", () => {
  const keys = new KnownKeys();
  keys.keep("left", "b");
  vi.advanceTimersByTime(90_000);
  expect(keys.size).toBe(0);
  expect(vi.getTimerCount()).toBe(0);
});

test("a forgotten key is unknown at once, also one that was last used a while ago", () => {
  const keys = new KnownKeys();
  keys.keep("old", "a");
  vi.advanceTimersByTime(30_000);
  keys.keep("new", "b");
  keys.forget("old");
  keys.forget("new");
  expect([keys.sumOf("old"), keys.sumOf("new"), keys.size]).toEqual([undefined, undefined, 0]);
});

test("the number of keys that are remembered is bounded", () => {
  const keys = new KnownKeys();
  for (let n = 0; n < 25_000; n++) keys.keep(`key ${n}`, String(n));
  expect(keys.size).toBe(10_000);
  vi.advanceTimersByTime(30_000);
  for (let n = 0; n < 25_000; n++) keys.keep(`other ${n}`, String(n));
  expect(keys.size).toBe(20_000);
});
