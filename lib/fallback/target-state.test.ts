import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileChain, type CompiledNetwork } from "./compile-chain.ts";
import { resolvePolicy } from "./defaults.ts";
import type { Outcome } from "./outcome.ts";
import type { UnboundTarget } from "./schema.ts";
import { atOnce, policyOf } from "./scripted-serve.ts";
import { nextProbeAt, onAttempt, onHealthProbe, onOutcome } from "./target-events.ts";
import { initialTargetState, nextChangeAt, stateAt, stateSince, type TargetState } from "./target-state.ts";

function compiled(more: Partial<UnboundTarget> = {}, others = ["b"]): CompiledNetwork {
  const target = compileChain(
    resolvePolicy(policyOf([{ id: "a", kind: "http", ...more } as UnboundTarget, ...others])),
  ).targets[0];
  if (!target?.network) throw new Error("not a network target");
  return target;
}

const active = { type: "http", path: "/healthz", unhealthyIntervalMs: 1000 } as const;
const withProbes = compiled({ health: { active } });
const plain = compiled();

const failed = (atMs: number, outcome: Outcome = "connect_refused") => ({
  kind: "failed" as const,
  outcome,
  atMs,
});
const fail = (target: CompiledNetwork, state: TargetState, atMs: number) =>
  onOutcome(target, state, atOnce(failed(atMs)));
const response = (atMs: number, status = 200) => ({ kind: "response" as const, status, atMs });
const answer = (target: CompiledNetwork, state: TargetState, atMs: number) =>
  onOutcome(target, state, atOnce(response(atMs)));
const probes = (state: TargetState, results: boolean[], fromMs: number) =>
  results.reduce((now, ok, index) => onHealthProbe(withProbes, now, { ok, atMs: fromMs + index }), state);

describe("passive health", () => {
  it("ejects after three failures in a row, holds down, then is up", () => {
    let state = initialTargetState(plain, 0);
    for (const atMs of [100, 200]) state = fail(plain, state, atMs);
    expect(stateAt(state, 200)).toBe("up");
    state = fail(plain, state, 300);
    expect(stateAt(state, 300)).toBe("ejected");
    expect(state.cause).toBe("connect_refused");
    expect(stateSince(state, 400)).toBe(300);
    expect(nextChangeAt(state, 400)).toBe(10_300);
    expect(stateAt(state, 10_300)).toBe("held");
    expect(stateSince(state, 10_300)).toBe(10_300);
    expect(nextChangeAt(state, 10_300)).toBe(40_300);
    expect(stateAt(state, 40_300)).toBe("up");
    expect(stateSince(state, 50_000)).toBe(40_300);
    expect(nextChangeAt(state, 40_300)).toBe(Infinity);
  });

  it("neither ejects nor holds down where the trigger is off, and leaves the circuit its own judgement", () => {
    const circuit = { consecutive: 5, openMs: 1000 };
    const off = compiled({ health: { active }, circuit, onFailure: { unhealthy: false } });
    let state = initialTargetState(off, 0);
    for (let atMs = 1; atMs <= 3; atMs++) state = onHealthProbe(off, state, { ok: false, atMs });
    for (let atMs = 1; atMs <= 4; atMs++) state = fail(off, state, atMs);
    expect([stateAt(state, 4), stateAt(state, 15_000)]).toEqual(["up", "up"]);
    expect(stateAt(fail(off, state, 5), 5)).toBe("open");
  });

  it("counts only failures in a row and within the window", () => {
    let state = initialTargetState(plain, 0);
    state = answer(plain, fail(plain, fail(plain, state, 1), 2), 3);
    state = fail(plain, fail(plain, state, 4), 5);
    expect(stateAt(state, 5)).toBe("up");
    state = fail(plain, initialTargetState(plain, 0), 0);
    state = fail(plain, fail(plain, state, 9000), 10_001);
    expect(stateAt(state, 10_001)).toBe("up");
    expect(stateAt(fail(plain, state, 10_002), 10_002)).toBe("ejected");
  });

  it("counts 503 and not 500, and never a clipped deadline", () => {
    const three = (step: (state: TargetState, atMs: number) => TargetState) =>
      stateAt(step(step(step(initialTargetState(plain, 0), 1), 2), 3), 3);
    expect(three((state, atMs) => onOutcome(plain, state, atOnce(response(atMs, 503))))).toBe("ejected");
    expect(three((state, atMs) => onOutcome(plain, state, atOnce(response(atMs, 500))))).toBe("up");
    expect(three((state, atMs) => onOutcome(plain, state, atOnce(failed(atMs, "deadline"))))).toBe("up");
  });

  it("returns the same object for a success that changes nothing", () => {
    const state = answer(plain, initialTargetState(plain, 0), 5);
    expect(answer(plain, state, 6)).toBe(state);
    expect(state.count).toMatchObject({ allSum: 2, markedSum: 0 });
  });

  it("takes nothing from a try of last resort while ejected", () => {
    const ejected = fail(plain, fail(plain, fail(plain, initialTargetState(plain, 0), 1), 2), 3);
    expect(fail(plain, ejected, 500)).toBe(ejected);
    expect(answer(plain, ejected, 500)).toBe(ejected);
  });

  it("does not take a stream's headers for a result, but its first event, or a status that counts", () => {
    const ejecting = fail(plain, fail(plain, initialTargetState(plain, 0), 1), 2);
    const stream = { ...response(3), awaitsEvent: true };
    expect(onOutcome(plain, ejecting, atOnce(stream))).toBe(ejecting);
    expect(onOutcome(plain, ejecting, atOnce({ kind: "first_event", atMs: 4 })).failuresAtMs).toEqual([]);
    expect(stateAt(onOutcome(plain, ejecting, atOnce({ ...stream, status: 503 })), 3)).toBe("ejected");
  });

  it("starts the hold-down anew at a failure in it", () => {
    const ejected = fail(plain, fail(plain, fail(plain, initialTargetState(plain, 0), 1), 2), 3);
    const again = fail(plain, ejected, 20_000);
    expect(stateAt(again, 49_999)).toBe("held");
    expect(stateAt(again, 50_000)).toBe("up");
  });

  it("holds nothing down in a chain of one network target", () => {
    const alone = compiled({}, []);
    const ejected = fail(alone, fail(alone, fail(alone, initialTargetState(alone, 0), 1), 2), 3);
    expect(stateAt(ejected, 10_002)).toBe("ejected");
    expect(stateAt(ejected, 10_003)).toBe("up");
  });
});

describe("active health", () => {
  it("goes down after three failed probes and up after two good ones, through hold-down", () => {
    const start = initialTargetState(withProbes, 0);
    expect(stateAt(probes(start, [false, false, true, false, false], 1), 10)).toBe("up");
    const down = probes(start, [false, false, false], 1);
    expect(stateAt(down, 1e9)).toBe("ejected");
    expect(nextChangeAt(down, 10)).toBe(Infinity);
    expect(stateAt(probes(down, [true, false, true], 100), 200)).toBe("ejected");
    const up = probes(down, [true, true], 100);
    expect(stateAt(up, 30_100)).toBe("held");
    expect(stateAt(up, 30_101)).toBe("up");
    expect(stateAt(probes(up, [false], 20_000), 49_999)).toBe("held");
  });

  it("does not hold down what has never been up", () => {
    const target = compiled({ health: { active: { ...active, initial: "down" } } });
    const start = initialTargetState(target, 0);
    expect(stateAt(start, 0)).toBe("ejected");
    const up = [1, 2].reduce((state, atMs) => onHealthProbe(target, state, { ok: true, atMs }), start);
    expect(stateAt(up, 2)).toBe("up");
  });

  it("does not end a passive ejection, and holds down from the later end", () => {
    const ejected = fail(
      withProbes,
      fail(withProbes, fail(withProbes, initialTargetState(withProbes, 0), 1), 2),
      3,
    );
    const both = probes(probes(ejected, [false, false, false], 100), [true, true], 200);
    expect(stateAt(both, 10_002)).toBe("ejected");
    expect(stateAt(both, 40_002)).toBe("held");
    expect(stateAt(both, 40_003)).toBe("up");
  });

  it("probes more often while down", () => {
    const start = initialTargetState(withProbes, 0);
    expect(nextProbeAt(withProbes, start, 5)).toBe(10_005);
    expect(nextProbeAt(withProbes, probes(start, [false, false, false], 1), 5)).toBe(1005);
    expect(nextProbeAt(plain, start, 5)).toBe(Infinity);
  });
});

const happening = fc.record({
  afterMs: fc.oneof(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 0, max: 20_000 })),
  what: fc.constantFrom("probe ok", "probe failed", "200", "503", "503 later", "reset", "deadline"),
});

interface Passage {
  edge: string;
  atMs: number;
}

/** Where time alone takes a state, from after one moment up to another. */
function passages(state: TargetState, fromMs: number, untilMs: number): Passage[] {
  const found: Passage[] = [];
  for (let atMs = fromMs; ;) {
    const nextMs = nextChangeAt(state, atMs);
    if (nextMs > untilMs) return found;
    found.push({ edge: `${stateAt(state, atMs)} > ${stateAt(state, nextMs)}`, atMs: nextMs });
    atMs = nextMs;
  }
}

const OUT = /^(?:ejected|open|half_open) >/;
const BY_TIME = [
  "ejected > held",
  "ejected > cooling",
  "open > half_open",
  "cooling > held",
  "cooling > up",
  "held > up",
];
const BY_EVENT = [
  "up > ejected",
  "up > open",
  "up > cooling",
  "held > ejected",
  "held > open",
  "held > cooling",
  "cooling > ejected",
  "cooling > open",
  "ejected > held",
  // A probe ends the ejection; what circuit and Retry-After said meanwhile still holds.
  "ejected > cooling",
  "ejected > open",
  "ejected > half_open",
  "half_open > held",
  "half_open > open",
  "half_open > ejected",
  "half_open > cooling",
  "open > ejected",
];
const HOLD_DOWN_MS = 30_000;

describe("any course of events", () => {
  it.each([
    ["by health", withProbes],
    ["with a circuit", compiled({ health: { active }, circuit: { consecutive: 2, openMs: 1000 } })],
  ])(
    "moves only along legal edges, and is up again only a hold-down after it was out: %s",
    (_how, target) => {
      fc.assert(
        fc.property(fc.array(happening, { maxLength: 60 }), (events) => {
          let state = initialTargetState(target, 0);
          let nowMs = 0;
          let outMs = -Infinity;
          for (const { afterMs, what } of events) {
            for (const { edge, atMs } of passages(state, nowMs, nowMs + afterMs)) {
              expect(BY_TIME).toContain(edge);
              if (OUT.test(edge)) outMs = atMs;
              expect(edge.endsWith("> up") && atMs - outMs < HOLD_DOWN_MS).toBe(false);
            }
            nowMs += afterMs;
            const before = stateAt(state, nowMs);
            state = apply(target, state, { what, atMs: nowMs });
            const after = stateAt(state, nowMs);
            expect([`${before} > ${before}`, ...BY_EVENT]).toContain(`${before} > ${after}`);
            if (OUT.test(`${before} >`)) outMs = nowMs;
            expect(stateSince(state, nowMs)).toBeLessThanOrEqual(nowMs);
            expect(state.failuresAtMs.length).toBeLessThan(3);
            const changeMs = nextChangeAt(state, nowMs);
            expect(changeMs).toBeGreaterThan(nowMs);
            expect(changeMs === Infinity || stateAt(state, changeMs) !== after).toBe(true);
          }
        }),
        { numRuns: 1000 },
      );
    },
  );
});

function apply(
  target: CompiledNetwork,
  state: TargetState,
  { what, atMs }: { what: string; atMs: number },
): TargetState {
  const begun = what.startsWith("probe") ? state : onAttempt(target, state, atMs);
  switch (what) {
    case "probe ok":
      return onHealthProbe(target, begun, { ok: true, atMs });
    case "probe failed":
      return onHealthProbe(target, begun, { ok: false, atMs });
    case "reset":
    case "deadline":
      return onOutcome(target, begun, atOnce(failed(atMs, what)));
    case "503 later":
      return onOutcome(target, begun, atOnce({ ...response(atMs, 503), retryAfterMs: 3000 }));
    default:
      return onOutcome(target, begun, atOnce(response(atMs, Number(what))));
  }
}
