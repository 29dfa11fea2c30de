import { describe, expect, it } from "vitest";
import { carryOver } from "./carry-over.ts";
import { compileChain, type CompiledNetwork } from "./compile-chain.ts";
import { resolvePolicy } from "./defaults.ts";
import { shareAt } from "./failback.ts";
import type { UnboundPolicy, UnboundTarget } from "./schema.ts";
import { atOnce, policyOf } from "./scripted-serve.ts";
import { onOutcome } from "./target-events.ts";
import { initialTargetState, stateAt, type TargetState } from "./target-state.ts";

function compiled(more: Partial<UnboundTarget>, policy: Partial<UnboundPolicy> = {}): CompiledNetwork {
  const a = { id: "a", kind: "http", ...more } as UnboundTarget;
  const target = compileChain(resolvePolicy(policyOf([a, "b"], policy))).targets[0];
  if (!target?.network) throw new Error("not a network target");
  return target;
}

const failed = (target: CompiledNetwork, atMs = 0) =>
  onOutcome(target, initialTargetState(target, 0), atOnce({ kind: "failed", outcome: "reset", atMs }));
/** The names of the state at these times, after a publish at `nowMs`. */
const after = (change: { state: TargetState; from: CompiledNetwork; to: CompiledNetwork; nowMs: number }) => {
  const { state, from, to, nowMs } = change;
  const carried = carryOver(to, state, { before: from, nowMs });
  return { carried, at: (...times: number[]) => times.map((atMs) => stateAt(carried, atMs)) };
};

describe("an ejection", () => {
  const ejecting = (ejectMs: number, holdDownMs = 5000) =>
    compiled({ health: { passive: { failures: 1, ejectMs } } }, { failback: { holdDownMs } });
  const from = ejecting(60_000);
  const state = failed(from);

  it("ends by the new, shorter time, and its hold-down follows", () => {
    const { at } = after({ state, from, to: ejecting(10_000), nowMs: 2000 });
    expect(at(2000, 9999, 10_000, 14_999, 15_000)).toEqual(["ejected", "ejected", "held", "held", "up"]);
  });

  it("ends at once where the new time is over, and the hold-down begins then", () => {
    const { at } = after({ state, from, to: ejecting(1000), nowMs: 20_000 });
    expect(at(20_000, 24_999, 25_000)).toEqual(["held", "held", "up"]);
  });

  it("goes on as it began where nothing changes, or times grow", () => {
    for (const to of [ejecting(60_000), ejecting(90_000, 9000)])
      expect(after({ state, from, to, nowMs: 2000 }).carried).toBe(state);
  });

  it("ends, without a hold-down, where the trigger is now off", () => {
    const to = compiled({ onFailure: { unhealthy: false } });
    expect(after({ state, from, to, nowMs: 2000 }).at(2000)).toEqual(["up"]);
  });
});

describe("an open circuit", () => {
  const opening = (openMs: number, maxOpenMs = 120_000) =>
    compiled({ circuit: { consecutive: 1, openMs, maxOpenMs }, health: { passive: { failures: 1000 } } });
  const from = opening(60_000);
  const state = failed(from);

  it("is half-open by the new, shorter time, or at once", () => {
    const to = opening(10_000);
    expect(after({ state, from, to, nowMs: 2000 }).at(9999, 10_000)).toEqual(["open", "half_open"]);
    expect(after({ state, from, to, nowMs: 30_000 }).at(30_000)).toEqual(["half_open"]);
  });

  it("takes its growth into account", () => {
    const grown = { ...state, circuit: { ...state.circuit, opens: 3, openUntilMs: 120_000 } };
    const to = opening(10_000, 30_000);
    expect(after({ state: grown, from, to, nowMs: 2000 }).at(29_999, 30_000)).toEqual(["open", "half_open"]);
  });

  it("closes where the trigger is now off", () => {
    const to = compiled({ onFailure: { circuitOpen: false } });
    expect(after({ state, from, to, nowMs: 2000 }).at(2000)).toEqual(["up"]);
  });
});

describe("a hold-down", () => {
  const holding = (failback: UnboundPolicy["failback"]) =>
    compiled({ health: { passive: { failures: 1, ejectMs: 1000 } } }, { failback });
  const from = holding({ holdDownMs: 60_000 });
  const state = failed(from);

  it("ends by the new, shorter time, or at once", () => {
    const to = holding({ holdDownMs: 10_000 });
    expect(after({ state, from, to, nowMs: 2000 }).at(10_999, 11_000)).toEqual(["held", "up"]);
    expect(after({ state, from, to, nowMs: 30_000 }).at(30_000)).toEqual(["up"]);
  });

  it("loses a flap penalty that the policy has no more", () => {
    const flap = { maxChanges: 0, windowMs: 60_000, penaltyMs: 500_000 };
    const flapping = holding({ holdDownMs: 10_000, flap });
    const penalised = failed(flapping);
    expect(stateAt(penalised, 500_000)).toBe("held");
    const { at } = after({
      state: penalised,
      from: flapping,
      to: holding({ holdDownMs: 10_000 }),
      nowMs: 2000,
    });
    expect(at(11_999, 12_000)).toEqual(["held", "up"]);
  });

  it("is followed by the slow start of the policy in force", () => {
    const { at } = after({
      state,
      from,
      to: holding({ holdDownMs: 10_000, slowStartMs: 5000 }),
      nowMs: 2000,
    });
    expect(at(10_999, 11_000, 15_999, 16_000)).toEqual(["held", "ramping", "ramping", "up"]);
    const slow = holding({ holdDownMs: 1000, slowStartMs: 60_000 });
    const to = holding({ holdDownMs: 1000 });
    const ramped = after({ state: failed(slow), from: slow, to, nowMs: 5000 });
    expect(ramped.at(5000)).toEqual(["up"]);
    expect(shareAt(to, ramped.carried, 5000)).toBe(1);
  });
});

it("a respite ends where Retry-After is ignored now", () => {
  const from = compiled({});
  const answer = { kind: "response", status: 503, atMs: 0, retryAfterMs: 30_000 } as const;
  const state = onOutcome(from, initialTargetState(from, 0), atOnce(answer));
  const ignoring = compiled({}, { retryAfter: { mode: "ignore" } });
  expect(after({ state, from, to: from, nowMs: 1000 }).at(1000)).toEqual(["cooling"]);
  expect(after({ state, from, to: ignoring, nowMs: 1000 }).at(1000)).toEqual(["up"]);
});
