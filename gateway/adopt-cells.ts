import { carryOver, initialTargetState, reviveState, type CompiledNetwork } from "#lib/fallback";
import type { AttemptCounter } from "./attempt-counter.ts";
import type { Clock } from "./clock.ts";
import type { PreparedRoute } from "./live-route.ts";
import type { Recalled } from "./state-memory.ts";
import { retire, type TargetCell } from "./target-cell.ts";

type Cells = readonly (TargetCell | undefined)[];

interface AdoptParts {
  clock: Clock;
  attempts: AttemptCounter;
  recalled: Recalled | undefined;
}

/**
 * The cells of a new revision, by index in its chain: those of targets that are reached as before go on, wherever in the
 * chain they are now; the others are new, or known from an earlier process. Cells without a target are retired.
 */
export function adoptCells(
  prepared: PreparedRoute,
  before: Cells,
  parts: AdoptParts,
): (TargetCell | undefined)[] {
  const kept = new Map(before.map((cell) => [cell?.target.id, cell]));
  const cells = prepared.chain.targets.map((target, index) => {
    if (!target.network) return undefined;
    const old = kept.get(target.id);
    if (!old || old.identity !== prepared.upstreams[index]?.identity) return newCell(prepared, target, parts);
    kept.delete(target.id);
    old.state = carryOver(target, old.state, { before: old.target, nowMs: parts.clock.now() });
    old.target = target;
    old.slot = index;
    return old;
  });
  for (const cell of kept.values()) if (cell) retire(cell);
  return cells;
}

function newCell(prepared: PreparedRoute, target: CompiledNetwork, parts: AdoptParts): TargetCell {
  const { clock, attempts, recalled } = parts;
  const { identity = "", place = "", addresses } = prepared.upstreams[target.index] ?? {};
  const kept = recalled?.version.targets[target.id];
  const isKnown = kept?.identity === place;
  return {
    identity,
    place,
    target,
    state:
      isKnown && recalled
        ? carryOver(target, reviveState(target, kept.state, recalled.since), { nowMs: clock.now() })
        : initialTargetState(target, clock.now()),
    slot: target.index,
    inFlight: 0,
    elsewhere: undefined,
    prober: undefined,
    tally: attempts.tally({ versionId: prepared.body.version.id, target: target.id, addresses }),
  };
}
