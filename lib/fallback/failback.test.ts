import { describe, expect, it } from "vitest";
import { compileChain, type CompiledChain, type CompiledNetwork } from "./compile-chain.ts";
import { applyRelease, inServiceAfter, inServiceIndex, pinnedIndex, type InService } from "./controls.ts";
import { resolvePolicy } from "./defaults.ts";
import { carryOver } from "./carry-over.ts";
import { shareAt } from "./failback.ts";
import type { Controls, Failback, UnboundTarget } from "./schema.ts";
import { atOnce, policyOf } from "./scripted-serve.ts";
import { onOutcome } from "./target-events.ts";
import { initialTargetState, nextChangeAt, stateAt, stateSince, type TargetState } from "./target-state.ts";

const quick = { passive: { failures: 1, ejectMs: 1000 } };
const a: UnboundTarget = { id: "a", kind: "http", health: quick };
const b: UnboundTarget = { id: "b", kind: "http", health: quick };
const chainOf = (failback: Failback) => compileChain(resolvePolicy(policyOf([a, b], { failback })));

function first(chain: CompiledChain): CompiledNetwork {
  const target = chain.targets[0];
  if (!target?.network) throw new Error("not a network target");
  return target;
}

const fail = (target: CompiledNetwork, state: TargetState, atMs: number) =>
  onOutcome(target, state, atOnce({ kind: "failed", outcome: "reset", atMs }));
const ejected = (target: CompiledNetwork, atMs = 0) => fail(target, initialTargetState(target, 0), atMs);

describe("slow start", () => {
  it("raises the share evenly after hold-down", () => {
    const target = first(chainOf({ holdDownMs: 1000, slowStartMs: 10_000 }));
    const state = ejected(target);
    expect(stateAt(state, 1999)).toBe("held");
    expect(shareAt(target, state, 1999)).toBe(0);
    expect(stateAt(state, 2000)).toBe("ramping");
    expect(stateSince(state, 5000)).toBe(2000);
    expect(shareAt(target, state, 2000)).toBe(0.01);
    expect(shareAt(target, state, 7000)).toBe(0.5);
    expect(nextChangeAt(state, 7000)).toBe(12_000);
    expect(stateAt(state, 12_000)).toBe("up");
    expect(shareAt(target, state, 12_000)).toBe(1);
  });

  it("goes by steps where there are any", () => {
    const steps = [
      { percent: 10, forMs: 1000 },
      { percent: 50, forMs: 2000 },
    ];
    const target = first(chainOf({ holdDownMs: 0, slowStartMs: 99_999, steps }));
    const state = ejected(target);
    expect([1000, 1999, 2000, 3999, 4000].map((atMs) => shareAt(target, state, atMs))).toEqual([
      0.1, 0.1, 0.5, 0.5, 1,
    ]);
    expect(stateAt(state, 4000)).toBe("up");
  });
});

describe("the flap penalty", () => {
  const flap = { maxChanges: 1, windowMs: 100_000, penaltyMs: 5000 };
  const target = first(chainOf({ holdDownMs: 1000, flap }));

  it("lengthens hold-down by each departure too many, and forgets old ones", () => {
    let state = ejected(target);
    expect(state.heldUntilMs).toBe(2000);
    state = fail(target, state, 10_000);
    expect(state.heldUntilMs).toBe(10_000 + 1000 + 1000 + 5000);
    state = fail(target, state, 20_000);
    expect(state.heldUntilMs).toBe(20_000 + 1000 + 1000 + 10_000);
    state = fail(target, state, 200_000);
    expect(state.heldUntilMs).toBe(202_000);
  });

  it("is due once at least for a failure within hold-down", () => {
    const patient = first(
      compileChain(
        resolvePolicy(
          policyOf([{ ...a, health: { passive: { failures: 2, ejectMs: 1000 } } }, b], {
            failback: { holdDownMs: 1000, flap: { ...flap, maxChanges: 9 } },
          }),
        ),
      ),
    );
    const state = fail(patient, fail(patient, initialTargetState(patient, 0), 0), 0);
    expect(fail(patient, state, 1500).heldUntilMs).toBe(1500 + 1000 + 5000);
  });
});

describe("manual failback", () => {
  const chain = chainOf({ mode: "manual", holdDownMs: 1000, slowStartMs: 4000 });
  const target = first(chain);
  const release = (state: TargetState, releases: Controls["releases"]) =>
    applyRelease(chain, 0, { state, controls: { releases } });

  it("holds until it is released, then starts slowly", () => {
    const state = ejected(target);
    expect(stateAt(state, 1e12)).toBe("held");
    expect(nextChangeAt(state, 5000)).toBe(Infinity);
    expect(release(state, { b: 5000 })).toBe(state);
    const released = release(state, { a: 5000 });
    expect(stateAt(released, 5000)).toBe("ramping");
    expect(stateAt(released, 9000)).toBe("up");
    expect(release(released, { a: 5000 })).toBe(released);
  });

  it("does not count a release from before it failed", () => {
    const state = ejected(target, 6000);
    expect(release(state, { a: 5000 })).toBe(state);
  });

  it("ends with the policy that asked for it", () => {
    const state = ejected(target);
    expect(carryOver(target, state, { nowMs: 1000 })).toBe(state);
    const auto = first(chainOf({ holdDownMs: 3000 }));
    expect(carryOver(auto, state, { nowMs: 1000 })).toMatchObject({ heldFromMs: 1000, heldUntilMs: 4000 });
  });

  it("leaves nothing out of service that no check can bring back", () => {
    const health = { active: { type: "http" } } as const;
    const compiled = (target: UnboundTarget) => first(compileChain(resolvePolicy(policyOf([target, b]))));
    const checked = compiled({ ...a, health });
    const down = { ...initialTargetState(checked, 0), down: true, streak: 1, cause: "probe" };
    expect(carryOver(checked, down, { nowMs: 1000 })).toBe(down);
    for (const unchecked of [compiled(a), compiled({ ...a, health, onFailure: { unhealthy: false } })])
      expect(stateAt(carryOver(unchecked, down, { nowMs: 1000 }), 1000)).toBe("up");
  });

  it("survives being stored as JSON", () => {
    const state = ejected(target);
    expect(JSON.parse(JSON.stringify(state))).toEqual(state);
  });
});

describe("sticky failback", () => {
  const chain = chainOf({ mode: "sticky" });
  const up = initialTargetState(first(chain), 0);
  const down = { ...up, down: true };
  const after = (
    states: TargetState[],
    before: InService | undefined,
    more: { controls?: Controls; nowMs?: number } = {},
  ) => inServiceAfter(chain, { states }, { before, controls: more.controls ?? {}, nowMs: more.nowMs ?? 100 });

  it("stays where it went until that fails", () => {
    expect(after([up, up], undefined)).toBeUndefined();
    const moved = after([down, up], undefined);
    expect(moved).toEqual({ target: "b", sinceMs: 100 });
    expect(inServiceIndex(chain, moved)).toBe(1);
    expect(after([up, up], moved)).toBe(moved);
    expect(after([up, down], moved, { nowMs: 200 })).toEqual({ target: "a", sinceMs: 200 });
    expect(after([down, down], moved)).toBe(moved);
    const back = { target: "a", sinceMs: 50 };
    expect(after([down, down], back)).toBe(back);
  });

  it("stays at a target that has no room for the moment", () => {
    const limited = compileChain(
      resolvePolicy(policyOf([{ ...a, maxConcurrent: 10 }, b], { failback: { mode: "sticky" } })),
    );
    const view = { states: [up, up], inFlight: [10, 0] };
    expect(inServiceAfter(limited, view, { before: undefined, controls: {}, nowMs: 5 })).toBeUndefined();
  });

  it("is not what a pin makes of it", () => {
    const view = { states: [up, up], pinned: 1 };
    expect(inServiceAfter(chain, view, { before: undefined, controls: {}, nowMs: 5 })).toBeUndefined();
  });

  it("does not count a release from before it moved", () => {
    const moved = { target: "b", sinceMs: 200 };
    expect(after([up, up], moved, { controls: { releases: { a: 150 } } })).toBe(moved);
  });

  it("goes where somebody releases it to, once", () => {
    const moved = { target: "b", sinceMs: 100 };
    const controls = { releases: { a: 150 } };
    const back = after([up, up], moved, { controls });
    expect(back).toEqual({ target: "a", sinceMs: 150 });
    expect(after([up, up], back, { controls })).toBe(back);
    expect(after([down, up], back, { controls, nowMs: 300 })).toEqual({ target: "b", sinceMs: 300 });
  });

  it("is nothing in another mode", () => {
    const auto = chainOf({});
    const given = { before: { target: "b", sinceMs: 1 }, controls: {}, nowMs: 5 };
    expect(inServiceAfter(auto, { states: [up, up] }, given)).toBeUndefined();
  });
});

describe("a pin", () => {
  it("is on a target of the chain, or nothing", () => {
    const chain = chainOf({});
    expect(pinnedIndex(chain, { pin: "b" })).toBe(1);
    expect(pinnedIndex(chain, { pin: "z" })).toBeUndefined();
    expect(pinnedIndex(chain, {})).toBeUndefined();
  });
});
