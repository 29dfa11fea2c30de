import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { newMeter, prepareLimits } from "#lib/admission";
import type { Gate } from "./gate.ts";
import { admissionBy, KnownKeys, type KnownAdmission, type KnownKey } from "./known-keys.ts";

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

function admission(by = gate): KnownAdmission {
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
  return { gate: by, untilMs: Number.POSITIVE_INFINITY, subscription, use };
}

const keep = (keys: KnownKeys, key: string, sum: string) =>
  keys.admitted(key, { sum, edition: 1 }, admission());

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test("a key in use stays known; one that nobody uses any more is forgotten within a minute", () => {
  const keys = new KnownKeys();
  keep(keys, "used", "a");
  keep(keys, "left", "b");
  for (let s = 0; s < 120; s += 20) {
    vi.advanceTimersByTime(20_000);
    expect(keys.find("used")?.sum).toBe("a");
  }
  expect(keys.find("left")?.sum).toBeUndefined();
  expect(keys.size).toBe(1);
});

test("nothing is kept of keys once nobody calls, and no timer runs on", () => {
  const keys = new KnownKeys();
  keep(keys, "left", "b");
  vi.advanceTimersByTime(90_000);
  expect(keys.size).toBe(0);
  expect(vi.getTimerCount()).toBe(0);
});

test("a forgotten key is unknown at once, also one that was last used a while ago", () => {
  const keys = new KnownKeys();
  keep(keys, "old", "a");
  vi.advanceTimersByTime(30_000);
  keep(keys, "new", "b");
  keys.forget("old");
  keys.forget("new");
  expect([keys.find("old")?.sum, keys.find("new")?.sum, keys.size]).toEqual([undefined, undefined, 0]);
});

test("the number of keys that are remembered is bounded", () => {
  const keys = new KnownKeys();
  for (let n = 0; n < 25_000; n++) keep(keys, `key ${n}`, String(n));
  expect(keys.size).toBe(10_000);
  vi.advanceTimersByTime(30_000);
  for (let n = 0; n < 25_000; n++) keep(keys, `other ${n}`, String(n));
  expect(keys.size).toBe(20_000);
});

test("what is decided anew for a key takes the place of what was, also where there is no more room", () => {
  const keys = new KnownKeys();
  for (let n = 0; n < 10_000; n++) keep(keys, `key ${n}`, String(n));
  const anew = admission();
  keys.admitted("key 7", { sum: "7", edition: 2 }, anew);
  expect(keys.find("key 7")).toEqual({ sum: "7", edition: 2, admissions: [anew] });
  expect(keys.size).toBe(10_000);
});

test("of a key's versions the latest are remembered, each by the settings in force", () => {
  const keys = new KnownKeys();
  const gates = Array.from({ length: 12 }, () => ({ ...gate }));
  for (const by of gates) keys.admitted("key", { sum: "a", edition: 1 }, admission(by));
  const again = admission(gates[11]);
  keys.admitted("key", { sum: "a", edition: 1 }, again);
  const known = keys.find("key") as KnownKey;
  expect(known.admissions.map((one) => gates.indexOf(one.gate))).toEqual([4, 5, 6, 7, 8, 9, 10, 11]);
  expect(admissionBy(known, gates[11] as Gate)).toBe(again);
  expect(admissionBy(known, gates[3] as Gate)).toBeUndefined();
});
