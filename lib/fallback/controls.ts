import type { CompiledChain } from "./compile-chain.ts";
import type { Controls } from "./controls-schema.ts";
import type { ChainView } from "./decision.ts";
import { onRelease } from "./failback.ts";
import { servingTarget } from "./serving.ts";
import type { TargetState } from "./target-state.ts";

/** Under sticky failback: the target in service, by id, because it must survive a publish, and since when. Plain JSON. */
export interface InService {
  readonly target: string;
  readonly sinceMs: number;
}

/** The pinned target for `ChainView.pinned`; `undefined` where there is no pin, or none on a target of this chain. */
export function pinnedIndex(chain: CompiledChain, controls: Controls): number | undefined {
  return controls.pin === undefined ? undefined : indexOf(chain, controls.pin);
}

/** For `ChainView.inService`; `undefined` where the chain has no such target. */
export function inServiceIndex(chain: CompiledChain, inService: InService | undefined): number | undefined {
  return inService && indexOf(chain, inService.target);
}

function indexOf(chain: CompiledChain, id: string): number | undefined {
  const index = chain.targets.findIndex((target) => target.id === id);
  return index < 0 ? undefined : index;
}

/**
 * A target's state after its release, if there was one. Call it for every network target when a control document is read and
 * when the version is adopted: a release that was applied before changes nothing.
 */
export function applyRelease(
  chain: CompiledChain,
  index: number,
  given: { state: TargetState; controls: Controls },
): TargetState {
  const target = chain.targets[index];
  const releasedAtMs = target && given.controls.releases?.[target.id];
  if (!target?.network || releasedAtMs === undefined) return given.state;
  return onRelease(target, given.state, releasedAtMs);
}

/**
 * Under sticky failback, the target in service from now on. Call it after every change of a state or of the controls, with
 * what it gave last, and keep the result with the states: where it is new, put `inServiceIndex` of it into the view. It moves
 * on only when the target in service can no longer serve, not when it is full, and back only by a release. The same object
 * where nothing changed.
 */
export function inServiceAfter(
  chain: CompiledChain,
  view: ChainView,
  given: { before: InService | undefined; controls: Controls; nowMs: number },
): InService | undefined {
  if (chain.policy.failback.mode !== "sticky") return undefined;
  const before = releasedInto(chain, given.controls, given.before);
  const inService = inServiceIndex(chain, before);
  // A pin says nothing about who serves once it is gone.
  const serving = servingTarget(chain, { ...view, inService, pinned: undefined }, given.nowMs);
  const target = chain.targets[serving.target];
  if (!target?.network || serving.forced) return before;
  const current = inService === undefined ? chain.targets[chain.home]?.id : before?.target;
  return target.id === current ? before : { target: target.id, sinceMs: given.nowMs };
}

/** The latest release since a target took over puts that target in service. */
function releasedInto(
  chain: CompiledChain,
  controls: Controls,
  before: InService | undefined,
): InService | undefined {
  let latest = before;
  for (const [target, atMs] of Object.entries(controls.releases ?? {})) {
    const known = chain.targets.some((candidate) => candidate.network && candidate.id === target);
    if (latest && known && atMs > latest.sinceMs) latest = { target, sinceMs: atMs };
  }
  return latest !== before && latest?.target === before?.target ? before : latest;
}
