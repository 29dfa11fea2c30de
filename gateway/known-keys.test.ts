import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { newMeter, prepareLimits } from "#lib/admission";
import type { Gate } from "./gate.ts";
import { KnownKeys, type KnownKey } from "./known-keys.ts";

const gate: Gate = {
  version: {
    name: "Orders v1",
    id: "ver_a",
    environment: "production",
    anonymous: false,
    keyHeader: "x-api-key",
    tokens: false,
  },
  taken: { keyHeader: "x-api-key", tokens: false, forwardToken: true },
  cors: undefined,
  jwt: undefined,
  maxBytes: Number.POSITIVE_INFINITY,
  realm: "",
};

function known(sum: string): KnownKey {
  const subscription = {
    id: "sub_a",
    applicationId: "app_a",
    state: "active" as const,
    limits: prepareLimits(undefined, undefined),
    meter: newMeter(0),
    isNoted: false,
    byToken: { subscriptionId: "sub_a", keyId: "", atMs: 0 },
  };
  const use = { subscriptionId: "sub_a", keyId: "key_a", atMs: 0 };
  return { sum, gate, edition: 1, untilMs: Number.POSITIVE_INFINITY, subscription, use };
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
