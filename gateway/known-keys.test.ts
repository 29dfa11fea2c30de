import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { KnownKeys, type KnownKey } from "./known-keys.ts";

function known(sum: string): KnownKey {
  return { sum, versionId: "ver_a", edition: 1, found: { credential: undefined, application: undefined } };
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test("a key in use stays known; one that nobody uses any more is forgotten within a minute", () => {
  const keys = new KnownKeys();
  keys.keep("used", known("a"));
  keys.keep("left", known("b"));
  for (let s = 0; s < 120; s += 20) {
    vi.advanceTimersByTime(20_000);
    expect(keys.find("used")?.sum).toBe("a");
  }
  expect(keys.find("left")?.sum).toBeUndefined();
  expect(keys.size).toBe(1);
});

test("nothing is kept of keys once nobody calls, and no timer runs on", () => {
  const keys = new KnownKeys();
  keys.keep("left", known("b"));
  vi.advanceTimersByTime(90_000);
  expect(keys.size).toBe(0);
  expect(vi.getTimerCount()).toBe(0);
});

test("a forgotten key is unknown at once, also one that was last used a while ago", () => {
  const keys = new KnownKeys();
  keys.keep("old", known("a"));
  vi.advanceTimersByTime(30_000);
  keys.keep("new", known("b"));
  keys.forget("old");
  keys.forget("new");
  expect([keys.find("old")?.sum, keys.find("new")?.sum, keys.size]).toEqual([undefined, undefined, 0]);
});

test("the number of keys that are remembered is bounded", () => {
  const keys = new KnownKeys();
  for (let n = 0; n < 25_000; n++) keys.keep(`key ${n}`, known(String(n)));
  expect(keys.size).toBe(10_000);
  vi.advanceTimersByTime(30_000);
  for (let n = 0; n < 25_000; n++) keys.keep(`other ${n}`, known(String(n)));
  expect(keys.size).toBe(20_000);
});

test("what is found anew for a key takes the place of what was found before, also where there is no more room", () => {
  const keys = new KnownKeys();
  for (let n = 0; n < 10_000; n++) keys.keep(`key ${n}`, known(String(n)));
  keys.keep("key 7", { ...known("7"), edition: 2 });
  expect(keys.find("key 7")?.edition).toBe(2);
  expect(keys.size).toBe(10_000);
});
