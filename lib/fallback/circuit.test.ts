import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hasProbe, isHalfOpen, isOpen } from "./circuit.ts";
import { compileChain, type CompiledNetwork } from "./compile-chain.ts";
import { resolvePolicy } from "./defaults.ts";
import type { Circuit, UnboundTarget } from "./schema.ts";
import { atOnce, policyOf } from "./scripted-serve.ts";
import { onAbandoned, onAttempt, onOutcome, type Begun } from "./target-events.ts";
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
  onOutcome(target, state, atOnce({ kind: "response", status: 200, atMs }));
const fail = (target: CompiledNetwork, state: TargetState, atMs: number) =>
  onOutcome(target, state, atOnce({ kind: "failed", outcome: "reset", atMs }));

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
      for (const status of [404, 500])
        state = onOutcome(ratio, state, atOnce({ kind: "response", status, atMs: n }));
      state = onOutcome(ratio, state, atOnce({ kind: "failed", outcome: "deadline", atMs: n }));
      state = onAbandoned(onAttempt(ratio, state, n), { begunAtMs: n, isProbe: false });
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
    const places = (state: TargetState, atMs: number) => hasProbe(target, state.circuit, atMs);
    expect(places(opened, 999)).toBe(false);
    expect(places(opened, 1000)).toBe(true);
    expect(places(attempts(opened, 1000, 1), 1000)).toBe(true);
    const full = attempts(opened, 1000, 2);
    // One that hangs for all the time that its deadline gives it is not one that was never heard of.
    expect(places(full, 20_999)).toBe(false);
    expect(places(full, 21_000)).toBe(true);
    expect(attempts(full, 21_000, 1).circuit).toMatchObject({ granted: 1, grantedAtMs: 21_000 });
  });

  it("frees no place for a request that goes there all the same", () => {
    const three = compiled({ consecutive: 1, openMs: 1000, halfOpenMax: 3 });
    const out = fail(three, initialTargetState(three, 0), 0);
    const forced = Array.from({ length: 4 }).reduce<TargetState>((now) => onAttempt(three, now, 1000), out);
    expect(forced.circuit.granted).toBe(3);
    expect(hasProbe(three, forced.circuit, 1000)).toBe(false);
  });

  it("gives a place back that said nothing", () => {
    const full = attempts(opened, 1000, 2);
    expect(full.circuit.granted).toBe(2);
    const probe = { begunAtMs: 1000, isProbe: true };
    expect(onAbandoned(full, probe).circuit.granted).toBe(1);
    const clipped = { kind: "failed", outcome: "deadline", atMs: 1001 } as const;
    expect(onOutcome(target, full, { event: clipped, ...probe }).circuit.granted).toBe(1);
  });
});

describe("an answer that comes late", () => {
  const target = compiled({ consecutive: 1, openMs: 1000, halfOpenMax: 2 });
  const opened = fail(target, initialTargetState(target, 0), 0);
  const success = (atMs: number) => ({ kind: "response", status: 200, atMs }) as const;
  const failure = (atMs: number) => ({ kind: "failed", outcome: "reset", atMs }) as const;
  const begun = (begunAtMs: number, isProbe = false) => ({ begunAtMs, isProbe });

  it("from before the circuit opened neither closes it nor opens it again", () => {
    expect(onOutcome(target, opened, { event: success(1500), ...begun(-5) })).toBe(opened);
    expect(onOutcome(target, opened, { event: failure(1500), ...begun(-5) })).toBe(opened);
    const closedAgain = onOutcome(target, opened, { event: success(1500), ...begun(500) });
    expect(closedAgain).toBe(opened);
  });

  it("of a request that was not let through decides nothing", () => {
    expect(onOutcome(target, opened, { event: success(1500), ...begun(1400) })).toBe(opened);
    expect(onOutcome(target, opened, { event: failure(1500), ...begun(1400) })).toBe(opened);
  });

  it("of one that an earlier half-open phase let through decides nothing in this one", () => {
    const first = onAttempt(target, onAttempt(target, opened, 1000), 1000);
    const again = onOutcome(target, first, { event: failure(1100), ...begun(1000, true) });
    expect(isHalfOpen(again.circuit, 3100)).toBe(true);
    expect(onOutcome(target, again, { event: success(3200), ...begun(1000, true) })).toBe(again);
    expect(onOutcome(target, again, { event: failure(3200), ...begun(1000, true) })).toBe(again);
  });

  it("of a request that has no place gives none back", () => {
    const full = onAttempt(target, onAttempt(target, opened, 1000), 1000);
    const deadline = { kind: "failed", outcome: "deadline", atMs: 1100 } as const;
    for (const other of [begun(-5), begun(1050)]) {
      expect(onAbandoned(full, other)).toBe(full);
      expect(onOutcome(target, full, { event: deadline, ...other })).toBe(full);
    }
    expect(hasProbe(target, full.circuit, 1100)).toBe(false);
  });

  it("from before the recovery starts no hold-down anew, and counts for nothing", () => {
    const one = compiled({ consecutive: 1, openMs: 1000 });
    const probed = onAttempt(one, fail(one, initialTargetState(one, 0), 0), 1000);
    const held = onOutcome(one, probed, { event: success(1100), ...begun(1000, true) });
    expect(stateAt(held, 1200)).toBe("held");
    expect(onOutcome(one, held, { event: failure(1200), ...begun(900) })).toBe(held);
    expect(onOutcome(one, held, { event: success(1200), ...begun(900) })).toBe(held);
    expect(stateAt(onOutcome(one, held, { event: failure(1200), ...begun(1150) }), 1200)).toBe("open");
  });
});

describe("a half-open circuit of several processes", () => {
  const workers = 3;
  const settings = { consecutive: 1, openMs: 1000, halfOpenMax: 2 };
  const policy = resolvePolicy(policyOf([{ id: "a", kind: "http", circuit: settings }, "b"]));
  const targets = Array.from({ length: workers }, (_, worker) => {
    const target = compileChain(policy, { worker, workers }).targets[0];
    if (!target?.network) throw new Error("not a network target");
    return target;
  });
  const [any = targets[0] as CompiledNetwork] = targets;
  const opened = fail(any, initialTargetState(any, 0), 0);
  const whoMay = (state: TargetState, atMs: number) =>
    targets.flatMap((target, worker) => (hasProbe(target, state.circuit, atMs) ? [worker] : []));

  it("gives each place to one of them at a time, and to each in turn", () => {
    const one = onAttempt(any, opened, 1000);
    expect(one.circuit.granted).toBe(1);
    expect([whoMay(opened, 1000), whoMay(one, 1000)]).toEqual([[0], [1]]);
    expect([1, 2, 3].map((turn) => whoMay(opened, 1000 + turn * 1000))).toEqual([[1], [2], [0]]);
  });

  it("lets none of them begin at the end of a turn, when the next may not have heard of it", () => {
    expect([1749, 1750, 1999].map((atMs) => whoMay(opened, atMs))).toEqual([[0], [], []]);
  });

  it("takes no place for a request that goes there out of turn", () => {
    expect(onAttempt(targets[1] as CompiledNetwork, opened, 1000)).toBe(opened);
  });
});

describe("any course of events", () => {
  const target = compiled({ consecutive: 3, openMs: 100, maxOpenMs: 1000, halfOpenMax: 2 });
  const happening = fc.record({
    afterMs: fc.nat(150),
    what: fc.constantFrom("begin", "begin", "ok", "fail", "abandon", "clipped"),
    which: fc.nat(100),
  });

  it("keeps the circuit within its bounds, and its places with those who took them, in whatever order attempts end", () => {
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 80 }), (events) => {
        let state = initialTargetState(target, 0);
        let nowMs = 0;
        const underWay: Begun[] = [];
        let hasMeddled = false;
        for (const { afterMs, what, which } of events) {
          nowMs += afterMs;
          const before = state;
          if (what === "begin") {
            state = onAttempt(target, state, nowMs);
            underWay.push({ begunAtMs: nowMs, isProbe: state !== before });
          } else {
            const [begun] = underWay.splice(which % Math.max(1, underWay.length), 1);
            if (begun) state = ended(state, what, { begun, atMs: nowMs });
            hasMeddled ||= begun?.isProbe === false && isOpen(before.circuit) && state !== before;
          }
          expect(hasMeddled).toBe(false);
          const { circuit } = state;
          const probes = underWay.filter(
            ({ begunAtMs, isProbe }) => isProbe && isHalfOpen(circuit, begunAtMs),
          );
          expect(circuit.granted).toBe(probes.length + circuit.succeeded);
          expect(circuit.granted).toBeLessThanOrEqual(2);
          expect(circuit.succeeded).toBeLessThanOrEqual(1);
          expect(circuit.openUntilMs - nowMs).toBeLessThanOrEqual(1000);
          const closed = isOpen(before.circuit) && !isOpen(circuit);
          expect(!closed || (before.circuit.succeeded === 1 && stateAt(state, nowMs) === "held")).toBe(true);
        }
      }),
      { numRuns: 1000 },
    );
  });

  function ended(state: TargetState, what: string, { begun, atMs }: { begun: Begun; atMs: number }) {
    switch (what) {
      case "ok":
        return onOutcome(target, state, { event: { kind: "response", status: 200, atMs }, ...begun });
      case "fail":
        return onOutcome(target, state, { event: { kind: "failed", outcome: "reset", atMs }, ...begun });
      case "abandon":
        return onAbandoned(state, begun);
      default:
        return onOutcome(target, state, { event: { kind: "failed", outcome: "deadline", atMs }, ...begun });
    }
  }
});
