import { describe, expect, it } from "vitest";
import { compileChain } from "./compile-chain.ts";
import { resolvePolicy } from "./defaults.ts";
import type { Behaviour } from "./behaviour.ts";
import type { UnboundPolicy, UnboundTarget } from "./schema.ts";
import { policyOf } from "./scripted-serve.ts";
import { servingTarget } from "./serving.ts";
import { simulate, type Simulation } from "./simulate.ts";
import { simulateMinute, type SimulatedSecond } from "./simulate-minute.ts";
import { initialTargetState } from "./target-state.ts";

const get = { method: "GET", bodyBytes: 0, headers: {} };
const sorry: UnboundTarget = { id: "sorry", kind: "static", status: 503 };

describe("simulate", () => {
  it("shows the way of a rescued request with its times", () => {
    const result = simulate({
      policy: policyOf(["a", "b"]),
      behaviours: { a: { kind: "hangs" } },
      request: get,
    });
    expect(result).toMatchObject({
      target: "b",
      status: 200,
      elapsedMs: 4010,
      attempts: 2,
      result: "rescued",
    });
    expect(result.trace).toEqual([
      { atMs: 0, target: "a", what: "attempt", reason: "attempt 1" },
      { atMs: 4000, target: "a", what: "failed", reason: "first_byte_timeout" },
      { atMs: 4000, target: "b", what: "attempt", reason: "attempt 2" },
      { atMs: 4010, target: "b", what: "relay", reason: "status 200" },
    ]);
  });

  it("keeps to the deadline", () => {
    const policy = policyOf(["a", "b"], { budget: { deadlineMs: 1000 } });
    const result = simulate({
      policy,
      behaviours: { a: { kind: "hangs" }, b: { kind: "hangs" } },
      request: get,
    });
    expect(result).toMatchObject({ status: 504, elapsedMs: 1000, result: "failed", attempts: 1 });
  });

  it("tells a slow answer from a too slow one", () => {
    const run = (ms: number) =>
      simulate({ policy: policyOf(["a", "b"]), behaviours: { a: { kind: "slow", ms } }, request: get })
        .target;
    expect(run(3999)).toBe("a");
    expect(run(4000)).toBe("b");
  });

  it("takes states and request headers into account", () => {
    const policy = policyOf([{ id: "a", kind: "http", when: { header: [{ name: "X-Beta" }] } }, "b", sorry]);
    expect(simulate({ policy, behaviours: {}, request: { ...get, headers: { "x-BETA": "1" } } }).target).toBe(
      "a",
    );
    expect(simulate({ policy, behaviours: {}, request: get }).target).toBe("b");
    expect(simulate({ policy, behaviours: {}, request: get, states: { b: "ejected" } })).toMatchObject({
      target: "sorry",
      status: 503,
    });
  });
});

describe("a simulated request that is the only one", () => {
  const poor = { budget: { retryRatioPercent: 0, minRetriesPerSec: 0 } };
  const failing: Behaviour = { kind: "status", status: 502 };

  it("repeats where the retry budget pays for it", () => {
    const chain = [{ id: "a", kind: "http" as const, attempts: { max: 2 } }, "b"];
    const of = { behaviours: { a: failing }, request: get };
    expect(simulate({ policy: policyOf(chain), ...of })).toMatchObject({ attempts: 3, target: "b" });
    const result = simulate({ policy: policyOf(chain, poor), ...of });
    expect(result).toMatchObject({ attempts: 2, target: "b" });
  });

  it("finds no target cooling that is never left alone", () => {
    const policy = policyOf(["a", "b"], { retryAfter: { mode: "ignore" } });
    const states = { a: "cooling" } as const;
    expect(simulate({ policy, behaviours: {}, request: get, states }).target).toBe("a");
    expect(simulate({ policy: policyOf(["a", "b"]), behaviours: {}, request: get, states }).target).toBe("b");
  });
});

describe("what a simulated request brings along", () => {
  const run = (policy: UnboundPolicy, more: Partial<Simulation>) =>
    simulate({ policy, behaviours: {}, request: get, ...more });

  it("is a deadline of its own, which can only shorten the policy's", () => {
    const hanging: Partial<Simulation> = { behaviours: { a: { kind: "hangs" } } };
    const of = (clientDeadlineMs: number) =>
      run(policyOf(["a"]), { ...hanging, request: { ...get, clientDeadlineMs } }).elapsedMs;
    expect(of(300)).toBe(300);
    expect(of(60_000)).toBe(4000);
  });

  it("is a chance to be a canary", () => {
    const policy = policyOf(["a", { id: "b", kind: "http", canaryPercent: 5 }]);
    expect(run(policy, { request: { ...get, draw: 0 } })).toMatchObject({ target: "b", result: "canary" });
    expect(run(policy, {})).toMatchObject({ target: "a", result: "primary" });
  });

  it("meets a full target where the target has a limit", () => {
    const limited = policyOf([{ id: "a", kind: "http", maxConcurrent: 5 }, "b"]);
    expect(run(limited, { full: ["a"] })).toMatchObject({ target: "b", result: "away" });
    expect(run(policyOf(["a", "b"]), { full: ["a"] })).toMatchObject({ target: "a" });
  });
});

describe("simulateMinute", () => {
  const timeline = [
    { atMs: 2000, target: "a", behaviour: { kind: "refused" as const } },
    { atMs: 8000, target: "a", behaviour: { kind: "up" as const } },
  ];

  it("shows an outage: three rescued requests, then the secondary by state, and the return after hold-down", () => {
    const seconds = simulateMinute({
      policy: policyOf(["a", "b"]),
      request: get,
      requestsPerSecond: 10,
      timeline,
    });
    expect(seconds).toHaveLength(60);
    expect(seconds.reduce((sum, second) => sum + second.failed, 0)).toBe(0);
    expect(seconds.reduce((sum, second) => sum + second.rescued, 0)).toBe(3);
    expect(seconds[1]).toMatchObject({ answeredBy: { a: 10 }, states: { a: "up", b: "up" } });
    expect(seconds[3]).toMatchObject({ answeredBy: { b: 10 }, states: { a: "ejected" } });
    expect(seconds[20]).toMatchObject({ answeredBy: { b: 10 }, states: { a: "held" } });
    expect(seconds[50]).toMatchObject({ answeredBy: { a: 10 }, states: { a: "up" } });
  });

  it("counts wasted attempts, and what they added to the requests they cost", () => {
    const seconds = simulateMinute({
      policy: policyOf(["a", "b"]),
      request: get,
      requestsPerSecond: 10,
      timeline: [{ atMs: 2000, target: "a", behaviour: { kind: "slow", ms: 5000 } }],
      seconds: 10,
    });
    expect(seconds[1]).toMatchObject({ attempts: { a: 10 }, addedMs: 0 });
    // Nobody knows of the hang before its first byte is overdue: what arrives until then pays for it.
    expect(seconds[2]).toMatchObject({ attempts: { a: 10, b: 10 }, rescued: 10, addedMs: 4000 });
    expect(seconds[8]).toMatchObject({ attempts: { b: 10 }, rescued: 0, addedMs: 0 });
  });

  it("runs active probes", () => {
    const probed: UnboundTarget = {
      id: "a",
      kind: "http",
      health: { active: { type: "http", path: "/", intervalMs: 1000, timeoutMs: 100 } },
    };
    const hanging = [{ atMs: 500, target: "a", behaviour: { kind: "hangs" as const } }];
    const seconds = simulateMinute({
      policy: policyOf([probed, "b"]),
      request: get,
      requestsPerSecond: 1,
      timeline: hanging,
      seconds: 10,
    });
    expect(seconds[2]?.states["a"]).toBe("up");
    expect(seconds[3]?.states["a"]).toBe("ejected");
    expect(seconds[9]).toMatchObject({ answeredBy: { b: 1 }, states: { a: "ejected" } });
  });

  it("answers every request exactly once", () => {
    const seconds = simulateMinute({
      policy: policyOf(["a", "b", sorry]),
      request: get,
      requestsPerSecond: 7,
      timeline,
      seconds: 20,
    });
    for (const second of seconds) {
      const answered = Object.values(second.answeredBy).reduce((sum, count) => sum + count, 0);
      expect(answered + second.failed).toBe(7);
    }
  });
});

describe("servingTarget", () => {
  const chain = compileChain(resolvePolicy(policyOf(["a", "b", sorry])));
  const up = chain.targets.map((target) => (target.network ? initialTargetState(target, 0) : undefined));
  const out = (...indexes: number[]) => ({
    states: up.map((state, index) => state && (indexes.includes(index) ? { ...state, down: true } : state)),
  });

  it("names who serves, and why not the primary", () => {
    expect(servingTarget(chain, out(), 5)).toEqual({
      target: 0,
      id: "a",
      offPrimary: false,
      forced: false,
      reason: undefined,
    });
    expect(servingTarget(chain, out(0), 5)).toEqual({
      target: 1,
      id: "b",
      offPrimary: true,
      forced: false,
      reason: "ejected",
    });
    expect(servingTarget(chain, out(0, 1), 5)).toMatchObject({ id: "sorry", offPrimary: true });
    expect(servingTarget(chain, out(1), 5)).toMatchObject({ id: "a", offPrimary: false });
  });

  it("does not call a primary that is full for the moment off its place", () => {
    const limited = compileChain(resolvePolicy(policyOf([{ id: "a", kind: "http", maxConcurrent: 1 }, "b"])));
    expect(servingTarget(limited, { states: up, inFlight: [1, 0] }, 5)).toMatchObject({
      id: "a",
      offPrimary: false,
    });
  });

  it("calls a primary that is tried for want of any other off its place", () => {
    const alone = compileChain(resolvePolicy(policyOf(["a"])));
    expect(servingTarget(alone, out(0), 5)).toEqual({
      target: 0,
      id: "a",
      offPrimary: true,
      forced: true,
      reason: "ejected",
    });
  });
});

describe("simulateMinute, state by state", () => {
  const b: UnboundTarget = { id: "b", kind: "http" };
  const run = (
    a: Partial<UnboundTarget>,
    behaviour: Behaviour,
    more: Partial<UnboundPolicy> & { upAtMs?: number } = {},
  ) => {
    const { upAtMs = 20_000, ...settings } = more;
    return simulateMinute({
      policy: policyOf([{ id: "a", kind: "http", ...a } as UnboundTarget, b], settings),
      request: get,
      requestsPerSecond: 20,
      timeline: [
        { atMs: 1000, target: "a", behaviour },
        { atMs: upAtMs, target: "a", behaviour: { kind: "up" } },
      ],
    });
  };
  const total = (seconds: SimulatedSecond[], what: "failed" | "rescued") =>
    seconds.reduce((sum, second) => sum + second[what], 0);

  it("shows a circuit open for longer each time, probed by single requests, and closed into hold-down", () => {
    const seconds = run(
      { health: { passive: { failures: 1000 } }, circuit: { consecutive: 5, openMs: 2000, maxOpenMs: 4000 } },
      { kind: "refused" },
      { failback: { holdDownMs: 5000 } },
    );
    expect(seconds[2]?.states).toEqual({ a: "open", b: "up" });
    expect(total(seconds, "failed")).toBe(0);
    // Five failures open it; probes follow at about 3, 7, 11, 15 and 19 s.
    expect(total(seconds, "rescued")).toBe(10);
    expect(seconds[22]?.states["a"]).toBe("open");
    expect(seconds[24]?.states["a"]).toBe("held");
    expect(seconds[40]).toMatchObject({ answeredBy: { a: 20 }, states: { a: "up" } });
  });

  it("shows a respite", () => {
    const seconds = run({}, { kind: "status", status: 503, retryAfterMs: 4000 }, { upAtMs: 1500 });
    expect(seconds.slice(1, 5).map((second) => second.states["a"])).toEqual(
      Array.from({ length: 4 }, () => "cooling"),
    );
    expect(total(seconds, "rescued")).toBe(1);
    expect(seconds[6]).toMatchObject({ answeredBy: { a: 20 }, states: { a: "up" } });
  });

  it("shows a slow start: the share of the primary grows", () => {
    const failback = { holdDownMs: 1000, slowStartMs: 20_000 };
    const seconds = run(
      { health: { passive: { ejectMs: 2000 } } },
      { kind: "refused" },
      { failback, upAtMs: 2000 },
    );
    const share = (from: number) =>
      seconds.slice(from, from + 5).reduce((sum, second) => sum + (second.answeredBy["a"] ?? 0), 0) / 100;
    expect(seconds[10]?.states["a"]).toBe("ramping");
    expect(share(5)).toBeLessThan(0.35);
    expect(share(12)).toBeGreaterThan(share(5));
    expect(share(18)).toBeGreaterThan(0.6);
    expect(share(30)).toBe(1);
  });

  it.each(["auto", "sticky"] as const)("shows a bulkhead: what is too much goes on, %s or not", (mode) => {
    const seconds = run({ maxConcurrent: 2 }, { kind: "slow", ms: 1000 }, { failback: { mode } });
    expect(seconds[10]).toMatchObject({ answeredBy: { a: 2, b: 18 }, failed: 0 });
    expect(seconds[50]).toMatchObject({ answeredBy: { a: 20 } });
  });

  it("stays at the fallback under sticky failback", () => {
    const seconds = run({}, { kind: "refused" }, { failback: { mode: "sticky", holdDownMs: 0 } });
    expect(seconds[59]).toMatchObject({ answeredBy: { b: 20 }, states: { a: "up", b: "up" } });
  });
});
