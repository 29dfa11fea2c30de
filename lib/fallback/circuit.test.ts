import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hasProbe, isHalfOpen, isOpen } from "./circuit.ts";
import { compileChain, type CompiledNetwork } from "./compile-chain.ts";
import { resolvePolicy } from "./defaults.ts";
import type { Circuit, UnboundTarget } from "./schema.ts";
import { policyOf } from "./scripted-serve.ts";
import { onAbandoned, onAttempt, onOutcome } from "./target-events.ts";
import { initialTargetState, nextChangeAt, stateAt, stateSince, type TargetState } from "./target-state.ts";

function compiled(circuit: Circuit, more: Partial<UnboundTarget> = {}): CompiledNetwork {
  // Passive health is kept out of the way.
  const passive = { failures: 1000 };
  const a = { id: "a", kind: "http", circuit, health: { passive }, ...more } as UnboundTarget;
  const target = compileChain(resolvePolicy(policyOf([a, "b"]))).targets[0];
  if (!target?.network) throw new Error("not a network target");
  return target;
}

const ok = (target: CompiledNetwork, state: TargetState, atMs: number) =>
  onOutcome(target, state, { kind: "response", status: 200, atMs });
const fail = (target: CompiledNetwork, state: TargetState, atMs: number) =>
  onOutcome(target, state, { kind: "failed", outcome: "reset", atMs });

describe("a closed circuit", () => {
  const ratio = compiled({ failurePercent: 50, minRequests: 10, windowMs: 1000, openMs: 1000 });

  it("opens at the share of failures, not before enough requests", () => {
    let state = initialTargetState(ratio, 0);
    for (let n = 1; n <= 9; n++) state = fail(ratio, state, n);
    expect(stateAt(state, 9)).toBe("up");
    state = fail(ratio, state, 10);
    expect(stateAt(state, 10)).toBe("open");
    expect(state.cause).toBe("reset");
    expect(stateSince(state, 500)).toBe(10);
    expect(nextChangeAt(state, 10)).toBe(1010);
  });

  it("does not open below the share, nor over failures that have left the window", () => {
    let state = initialTargetState(ratio, 0);
    for (let n = 0; n < 11; n++) state = ok(ratio, state, n);
    for (let n = 11; n < 21; n++) state = fail(ratio, state, n);
    expect(stateAt(state, 21)).toBe("up");
    expect(stateAt(fail(ratio, state, 22), 22)).toBe("open");
    expect(stateAt(fail(ratio, state, 1100), 1100)).toBe("up");
  });

  it("counts only what is the target's doing", () => {
    let state = initialTargetState(ratio, 0);
    for (let n = 0; n < 40; n++) {
      for (const status of [404, 500]) state = onOutcome(ratio, state, { kind: "response", status, atMs: n });
      state = onOutcome(ratio, state, { kind: "failed", outcome: "deadline", atMs: n });
      state = onAbandoned(onAttempt(ratio, state, n));
    }
    expect(stateAt(state, 40)).toBe("up");
    expect(state.count).toMatchObject({ allSum: 80, markedSum: 0 });
  });

  it("opens at failures in a row", () => {
    const target = compiled({ consecutive: 3, openMs: 1000 });
    let state = initialTargetState(target, 0);
    state = fail(target, fail(target, ok(target, fail(target, fail(target, state, 1), 2), 3), 4), 5);
    expect(stateAt(state, 5)).toBe("up");
    expect(stateAt(fail(target, state, 6), 6)).toBe("open");
  });

  it("never opens where the trigger is off", () => {
    const off = compiled({ consecutive: 1 }, { onFailure: { circuitOpen: false } });
    expect(stateAt(fail(off, initialTargetState(off, 0), 1), 1)).toBe("up");
  });
});

describe("an open circuit", () => {
  const target = compiled({ consecutive: 1, openMs: 1000, maxOpenMs: 3000, halfOpenMax: 2 });
  const opened = fail(target, initialTargetState(target, 0), 0);
  const attempts = (state: TargetState, atMs: number, count: number) =>
    Array.from({ length: count }).reduce<TargetState>((now) => onAttempt(target, now, atMs), state);

  it("closes after as many successes as it lets through, into hold-down", () => {
    expect(isHalfOpen(opened.circuit, 999)).toBe(false);
    expect(isHalfOpen(opened.circuit, 1000)).toBe(true);
    expect([stateAt(opened, 999), stateSince(opened, 999)]).toEqual(["open", 0]);
    expect([stateAt(opened, 1500), stateSince(opened, 1500)]).toEqual(["half_open", 1000]);
    expect([nextChangeAt(opened, 999), nextChangeAt(opened, 1000)]).toEqual([1000, Infinity]);
    const one = ok(target, attempts(opened, 1000, 2), 1001);
    expect(stateAt(one, 1001)).toBe("half_open");
    const closed = ok(target, one, 1002);
    expect(stateAt(closed, 1002)).toBe("held");
    expect(stateAt(closed, 31_002)).toBe("up");
  });

  it("opens again at the first failure, each time for twice as long up to the limit, and forgets that once closed", () => {
    let state = opened;
    for (const [atMs, endMs] of [
      [1000, 3000],
      [3000, 6000],
      [6000, 9000],
    ] as const) {
      state = fail(target, attempts(state, atMs, 1), atMs);
      expect(state.circuit.openUntilMs).toBe(endMs);
      expect(stateSince(state, atMs)).toBe(0);
    }
    state = ok(target, ok(target, attempts(state, 9000, 2), 9001), 9001);
    expect(isOpen(state.circuit)).toBe(false);
    expect(fail(target, state, 60_000).circuit.openUntilMs).toBe(61_000);
  });

  it("takes nothing from results while it is open", () => {
    expect(ok(target, opened, 500)).toBe(opened);
    expect(fail(target, opened, 500)).toBe(opened);
  });

  it("has places for as many as it lets through, and again for those that were never heard of", () => {
    const places = (state: TargetState, atMs: number) => hasProbe(target.circuit, state.circuit, atMs);
    expect(places(opened, 999)).toBe(false);
    expect(places(opened, 1000)).toBe(true);
    expect(places(attempts(opened, 1000, 1), 1000)).toBe(true);
    const full = attempts(opened, 1000, 2);
    expect(places(full, 1999)).toBe(false);
    expect(places(full, 2000)).toBe(true);
    expect(attempts(full, 2000, 1).circuit).toMatchObject({ granted: 1, grantedAtMs: 2000 });
  });

  it("frees no place for a request that goes there all the same", () => {
    const three = compiled({ consecutive: 1, openMs: 1000, halfOpenMax: 3 });
    const out = fail(three, initialTargetState(three, 0), 0);
    const forced = Array.from({ length: 4 }).reduce<TargetState>((now) => onAttempt(three, now, 1000), out);
    expect(forced.circuit.granted).toBe(3);
    expect(hasProbe(three.circuit, forced.circuit, 1000)).toBe(false);
  });

  it("gives a place back that said nothing", () => {
    const full = attempts(opened, 1000, 2);
    expect(full.circuit.granted).toBe(2);
    expect(onAbandoned(full).circuit.granted).toBe(1);
    const clipped = onOutcome(target, full, { kind: "failed", outcome: "deadline", atMs: 1001 });
    expect(clipped.circuit.granted).toBe(1);
  });
});

describe("any course of events", () => {
  const target = compiled({ consecutive: 3, openMs: 100, maxOpenMs: 1000, halfOpenMax: 2 });
  const happening = fc.record({
    afterMs: fc.nat(150),
    what: fc.constantFrom("attempt", "ok", "fail", "abandon", "clipped"),
  });

  it("keeps the circuit within its bounds", () => {
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 80 }), (events) => {
        let state = initialTargetState(target, 0);
        let nowMs = 0;
        for (const { afterMs, what } of events) {
          nowMs += afterMs;
          const before = state.circuit;
          state = apply(state, what, nowMs);
          const { circuit } = state;
          expect(circuit.granted).toBeLessThanOrEqual(2);
          expect(circuit.succeeded).toBeLessThanOrEqual(Math.min(1, circuit.granted));
          expect(circuit.openUntilMs - nowMs).toBeLessThanOrEqual(1000);
          const closed = isOpen(before) && !isOpen(circuit);
          expect(!closed || (isHalfOpen(before, nowMs) && stateAt(state, nowMs) === "held")).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });

  function apply(state: TargetState, what: string, atMs: number): TargetState {
    switch (what) {
      case "attempt":
        return onAttempt(target, state, atMs);
      case "ok":
        return ok(target, state, atMs);
      case "fail":
        return fail(target, state, atMs);
      case "abandon":
        return onAbandoned(state);
      default:
        return onOutcome(target, state, { kind: "failed", outcome: "deadline", atMs });
    }
  }
});
