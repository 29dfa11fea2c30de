import { describe, expect, it } from "vitest";
import { simulateMinute } from "#lib/fallback";
import type { UnboundPolicy } from "#lib/fallback/schema";
import {
  minuteSimulation,
  readSettings,
  requestSimulation,
  writeSettings,
  type SimulationSettings,
} from "./simulation-settings.ts";

const policy: UnboundPolicy = {
  apiVersion: "fallback/v1",
  id: "orders",
  chain: [
    { id: "primary", kind: "http" },
    { id: "dr-2", kind: "http" },
    { id: "sorry", kind: "static", status: 503 },
  ],
};

const paramsOf = (settings: SimulationSettings) =>
  new URLSearchParams(
    Object.entries(writeSettings(settings, policy)).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    ),
  );
const usual = readSettings(new URLSearchParams(), policy);

describe("the settings of a simulation", () => {
  it("are a refused primary unless the URL says otherwise, and then the URL says nothing", () => {
    expect(usual).toMatchObject({ mode: "request", method: "GET", faults: { primary: { name: "refused" } } });
    expect(paramsOf(usual).toString()).toBe("");
  });

  it.each<[string, Partial<SimulationSettings>]>([
    ["nothing fails", { faults: {} }],
    [
      "exact amounts",
      { faults: { primary: { name: "slow", amount: 1500 }, "dr-2": { name: "limited", amount: 5 } } },
    ],
    ["a state", { faults: { primary: { name: "open" } } }],
    [
      "a request of its own",
      {
        method: "POST",
        bodyBytes: 70_000,
        idempotencyKey: true,
        clientDeadlineMs: 250,
        headers: { "X-Beta": "1" },
      },
    ],
    ["an unusual body", { method: "POST", bodyBytes: 0 }],
    ["a minute", { mode: "minute", requestsPerSecond: 50, fromS: 5, toS: 90, lengthS: 120 }],
    ["a canary", { canary: true }],
  ])("come back from the URL: %s", (_, change) => {
    const settings = { ...usual, ...change };
    expect(readSettings(paramsOf(settings), policy)).toEqual(settings);
  });

  it("name the targets of another API, each or all", () => {
    const chain = ["inventory/a", "inventory/b"].map((id) => ({ id, kind: "http" as const }));
    const flat = { ...policy, chain };
    const of = (faults: string) => readSettings(new URLSearchParams({ faults }), flat);
    expect(of("inventory/b.slow.9").faults).toEqual({ "inventory/b": { name: "slow", amount: 9 } });
    expect(of("inventory.reset").faults).toEqual({
      "inventory/a": { name: "reset" },
      "inventory/b": { name: "reset" },
    });
    expect(writeSettings(of("inventory.reset"), flat).faults).toBe("inventory/a.reset_inventory/b.reset");
  });

  it("survive a URL that somebody edited", () => {
    const odd =
      "sim=x&method=BREW&body=-1&deadline=soon&faults=gone.refused_primary.melts_dr-2.slow.x&rate=0&from=99&to=1";
    expect(readSettings(new URLSearchParams(odd), policy)).toMatchObject({
      mode: "request",
      method: "GET",
      bodyBytes: 0,
      clientDeadlineMs: 1000,
      faults: { "dr-2": { name: "slow" } },
      requestsPerSecond: 1,
      fromS: 60,
      toS: 60,
    });
  });
});

describe("what is simulated", () => {
  it("is one request with behaviours, states and load", () => {
    const faults: SimulationSettings["faults"] = {
      primary: { name: "ejected" },
      "dr-2": { name: "full" },
    };
    expect(requestSimulation({ ...usual, faults, idempotencyKey: true }, policy)).toEqual({
      request: { method: "GET", bodyBytes: 0, headers: { "Idempotency-Key": "3f9c" } },
      behaviours: { primary: { kind: "up" }, "dr-2": { kind: "up" } },
      states: { primary: "ejected" },
      full: ["dr-2"],
    });
  });

  it("is a minute with faults that begin and end", () => {
    const faults: SimulationSettings["faults"] = { primary: { name: "limited" }, "dr-2": { name: "open" } };
    expect(minuteSimulation({ ...usual, faults }, policy).timeline).toEqual([
      { atMs: 10_000, target: "primary", behaviour: { kind: "status", status: 429, retryAfterMs: 30_000 } },
      { atMs: 30_000, target: "primary", behaviour: { kind: "up" } },
    ]);
  });

  it("can be a respite that the chain's own rules grant", () => {
    const settings = readSettings(new URLSearchParams("sim=minute&faults=primary.respite.20"), policy);
    const seconds = simulateMinute({ policy, ...minuteSimulation(settings, policy) });
    expect(seconds[15]).toMatchObject({
      states: { primary: "cooling" },
      failed: 0,
      answeredBy: { "dr-2": 20 },
    });
  });
});
