import { expect, it } from "vitest";
import { simulateMinute } from "#lib/fallback";
import type { UnboundPolicy } from "#lib/fallback/schema";
import { minuteEvents, minuteTotals } from "./minute.ts";

const policy: UnboundPolicy = {
  apiVersion: "fallback/v1",
  id: "orders",
  chain: [
    { id: "a", kind: "http", health: { passive: { ejectMs: 5000 } } },
    { id: "b", kind: "http" },
  ],
  failback: { holdDownMs: 5000, slowStartMs: 5000 },
};
const seconds = simulateMinute({
  policy,
  request: { method: "GET", bodyBytes: 0, headers: {} },
  requestsPerSecond: 20,
  timeline: [
    { atMs: 10_000, target: "a", behaviour: { kind: "refused" } },
    { atMs: 12_000, target: "a", behaviour: { kind: "up" } },
  ],
});

it("tells when a target left service, and how it came back", () => {
  const events = minuteEvents(seconds);
  expect(events.map(({ target, state }) => `${target} ${state}`)).toEqual([
    "a ejected",
    "a held",
    "a ramping",
    "a up",
  ]);
  expect(events[0]?.second).toBe(10);
});

it("adds up what it cost", () => {
  expect(minuteTotals(seconds)).toEqual({ requests: 1200, rescued: 3, failed: 0, wasted: 3, addedMs: 1 });
});
