import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileChain, type CompiledNetwork } from "./compile-chain.ts";
import { resolvePolicy } from "./defaults.ts";
import { shareAt, UNTIL_RELEASED } from "./failback.ts";
import { NO_INCIDENT } from "./incident.ts";
import {
  keepIncident,
  keepState,
  KeptVersion,
  reviveIncident,
  reviveInService,
  reviveState,
} from "./kept-state.ts";
import type { Failback, UnboundTarget } from "./schema.ts";
import { atOnce, policyOf } from "./scripted-serve.ts";
import { onAttempt, onHealthProbe, onOutcome } from "./target-events.ts";
import { initialTargetState, stateAt, type TargetState } from "./target-state.ts";

const MINUTE_MS = 60_000;
const T0 = 1_800_000_000_000;

function compiled(more: Partial<UnboundTarget> = {}, failback: Partial<Failback> = {}): CompiledNetwork {
  const a = { id: "a", kind: "http", ...more } as UnboundTarget;
  const target = compileChain(
    resolvePolicy({ ...policyOf([a, "b"]), failback: { holdDownMs: 30_000, ...failback } }),
  ).targets[0];
  if (!target?.network) throw new Error("not a network target");
  return target;
}

/** Fails until something comes of it. */
function failing(target: CompiledNetwork, times = 3): TargetState {
  let state = initialTargetState(target, T0);
  for (let n = 0; n < times; n++)
    state = onOutcome(target, state, atOnce({ kind: "failed", outcome: "reset", atMs: T0 + n }));
  return state;
}

const since = (elapsedMs: number, shiftMs = 0) => ({ nowMs: T0 + elapsedMs + shiftMs, shiftMs, elapsedMs });

function kept(state: TargetState, atMs = T0): NonNullable<ReturnType<typeof keepState>> {
  const found = keepState(state, atMs);
  if (!found) throw new Error("nothing was kept");
  // Through JSON, as on disk.
  const version = KeptVersion.parse(
    JSON.parse(JSON.stringify({ targets: { a: { identity: "", state: found } } })),
  );
  return version.targets["a"]?.state ?? found;
}

describe("a target's state across a restart", () => {
  it("keeps nothing of a target that is up", () => {
    expect(keepState(initialTargetState(compiled(), T0), T0)).toBeUndefined();
    expect(keepState(failing(compiled(), 2), T0)).toBeUndefined();
  });

  it("goes on where it was: ejected, then held, then up", () => {
    const target = compiled();
    const state = reviveState(target, kept(failing(target)), since(1000));
    expect(stateAt(state, T0 + 1000)).toBe("ejected");
    expect(state.cause).toBe("reset");
    expect(stateAt(state, T0 + 10_002)).toBe("held");
    expect(stateAt(state, T0 + 40_002)).toBe("up");
  });

  it("frees the places of a half-open circuit, and keeps its doubled time", () => {
    const target = compiled({
      circuit: { consecutive: 1, openMs: 1000 },
      health: { passive: { failures: 1000 } },
    });
    const open = failing(target, 1);
    const granted = onAttempt(target, open, T0 + 1000);
    const state = reviveState(target, kept(granted), since(1500));
    expect(state.circuit).toMatchObject({ granted: 0, opens: 1 });
    expect(stateAt(state, T0 + 999)).toBe("open");
    const again = onOutcome(target, state, atOnce({ kind: "failed", outcome: "reset", atMs: T0 + 2000 }));
    expect(again.circuit.openUntilMs).toBe(T0 + 4000);
  });

  it("goes on with a slow start where it was", () => {
    const target = compiled({}, { slowStartMs: 100_000 });
    const before = failing(target);
    const nowMs = T0 + 40_002 + 50_000;
    const state = reviveState(target, kept(before, nowMs), { nowMs, shiftMs: 0, elapsedMs: 0 });
    expect(stateAt(state, nowMs)).toBe("ramping");
    expect(shareAt(target, state, nowMs)).toBeCloseTo(0.5, 2);
  });

  it("knows nothing any more after a quarter of an hour, but for what only a release ends", () => {
    const target = compiled();
    const long = 16 * MINUTE_MS;
    expect(reviveState(target, kept(failing(target)), since(long))).toEqual(
      initialTargetState(target, T0 + long),
    );
    const manual = compiled({}, { mode: "manual" });
    const state = reviveState(manual, kept(failing(manual)), since(long));
    expect(state.heldUntilMs).toBe(UNTIL_RELEASED);
    // It left service before the release that was ordered meanwhile.
    expect(state.heldFromMs).toBeLessThan(T0 + MINUTE_MS);
  });

  it("keeps what is left of every time when the clock was set back", () => {
    const target = compiled();
    const state = reviveState(target, kept(failing(target)), since(0, -3600_000));
    const now = T0 - 3600_000;
    expect(stateAt(state, now)).toBe("ejected");
    expect(stateAt(state, now + 10_002)).toBe("held");
  });

  it("holds an active check's verdict only for a target that is still checked", () => {
    const health = { active: { type: "tcp", intervalMs: 1000, timeoutMs: 100, unhealthyFailures: 1 } };
    const checked = compiled({ health } as Partial<UnboundTarget>);
    const down = onHealthProbe(checked, initialTargetState(checked, T0), { ok: false, atMs: T0 });
    expect(stateAt(reviveState(checked, kept(down), since(1)), T0 + 1)).toBe("ejected");
    expect(reviveState(compiled(), kept(down), since(1)).down).toBe(false);
  });

  it("is never out of service for longer than the policy says, whatever was written and whatever clocks did", () => {
    const time = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 2 * T0 }), fc.constant(UNTIL_RELEASED));
    const any = fc.record({
      down: fc.boolean(),
      ejectedFromMs: time,
      ejectedUntilMs: time,
      openedAtMs: time,
      openUntilMs: time,
      opens: fc.nat(50),
      coolFromMs: time,
      coolUntilMs: time,
      heldFromMs: time,
      heldUntilMs: time,
      rampUntilMs: time,
      changesAtMs: fc.array(time, { maxLength: 3 }),
      cause: fc.string(),
    });
    const when = fc.record({
      nowMs: fc.integer({ min: T0, max: T0 + 1e9 }),
      shiftMs: fc.integer({ min: -T0, max: T0 }),
      elapsedMs: fc.nat(1e9),
    });
    const target = compiled({ circuit: { openMs: 10_000, maxOpenMs: 120_000 } }, { slowStartMs: 5000 });
    fc.assert(
      fc.property(any, when, (state, at) => {
        const revived = reviveState(target, state, at);
        // Ejected 10 s, then held 30 s, then ramping 5 s; open 120 s; cooling 60 s.
        expect(["up", "open", "half_open"]).toContain(stateAt(revived, at.nowMs + 60_001));
        expect(revived.circuit.openUntilMs).toBeLessThanOrEqual(at.nowMs + 120_000);
      }),
    );
  });
});

describe("a version across a restart", () => {
  it("keeps the target in service whatever the time", () => {
    const version = { targets: {}, inService: { target: "b", sinceMs: T0 } };
    expect(reviveInService(version, since(MINUTE_MS * 1000))).toEqual({ target: "b", sinceMs: T0 });
    expect(reviveInService(version, since(0, -5000))).toEqual({ target: "b", sinceMs: T0 - 5000 });
    expect(reviveInService({ targets: {} }, since(0))).toBeUndefined();
  });

  it("goes on with an open incident, counting from now", () => {
    const open = {
      ...NO_INCIDENT,
      open: true,
      openedBy: "rescues" as const,
      rescued: 7,
      firstError: "x",
      lastError: "y",
    };
    const incident = reviveIncident(keepIncident(open), since(5000));
    const now = T0 + 5000;
    expect(incident).toMatchObject({
      open: true,
      openedAtMs: now,
      rescued: 0,
      fullShareSinceMs: now,
      firstError: "x",
    });
    expect(reviveIncident(keepIncident(open), since(16 * MINUTE_MS))).toEqual(NO_INCIDENT);
    expect(reviveIncident(keepIncident(NO_INCIDENT), since(0))).toEqual(NO_INCIDENT);
  });
});
