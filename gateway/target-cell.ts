import {
  nextChangeAt,
  reasonAt,
  shareAt,
  stateAt,
  stateSince,
  type CompiledNetwork,
  type TargetState,
} from "#lib/fallback";
import type { TargetStatus } from "#lib/telemetry/schema";
import type { AttemptTally } from "./attempt-counter.ts";
import { isoTime } from "./clock.ts";
import type { LiveRoute } from "./live-route.ts";
import type { Prober } from "./prober.ts";

export interface Elsewhere {
  /** Processes that serve clients. */
  workers: number;
  /** Requests under way in the others. */
  taken: number;
  /** Requests under way here that the others know of. */
  told: number;
}

/** The state of one target of one version. It outlives every publish that leaves the target where it is. */
export interface TargetCell {
  /** What the target is reached by: another address or credential is another target. */
  identity: string;
  /** The same without credentials, for the disk. */
  place: string;
  target: CompiledNetwork;
  state: TargetState;
  /** Its place in the chain now; −1 when it is no longer there. */
  slot: number;
  /** Requests under way, also those that began under an earlier revision. */
  inFlight: number;
  /** Of a target with a limit, what the other processes of this gateway have under way there. */
  elsewhere: Elsewhere | undefined;
  prober: Prober | undefined;
  readonly tally: AttemptTally;
}

/**
 * Requests under way at the target, in all processes. Between two messages of the others a process takes at most its share
 * of what was free then, and one at least: where messages cross, all together go above a limit by one less than there are
 * processes; where one of them hears of nothing for a while, by that one's share.
 */
export function placesTaken({ inFlight, elsewhere, target }: TargetCell): number {
  const limit = target.maxConcurrent;
  if (!elsewhere || limit === Number.POSITIVE_INFINITY) return inFlight;
  const free = limit - elsewhere.taken - elsewhere.told;
  const share = Math.max(1, Math.floor(free / elsewhere.workers));
  const taken = inFlight + elsewhere.taken;
  return inFlight - elsewhere.told >= share ? Math.max(taken, limit) : taken;
}

/** A target that is no longer in the chain; requests under way to it may still end. */
export function retire(cell: TargetCell): void {
  cell.slot = -1;
  cell.prober?.stop();
}

/** How the targets of a route stand, for the portal. */
export function statesOf(route: LiveRoute, nowMs: number): TargetStatus[] {
  return route.chain.targets.map((target, index) => {
    const cell = route.cells[index];
    const kind = route.policy.chain[index]?.kind ?? "static";
    const since = isoTime(cell ? stateSince(cell.state, nowMs) : nowMs);
    if (!cell) return { id: target.id, kind, state: "up" as const, since, reason: "" };
    const state = stateAt(cell.state, nowMs);
    const untilMs = nextChangeAt(cell.state, nowMs);
    return {
      id: target.id,
      kind,
      state,
      since,
      reason: reasonAt(cell.state, nowMs).slice(0, 300),
      ...(untilMs === Number.POSITIVE_INFINITY ? {} : { until: isoTime(untilMs) }),
      ...(state === "ramping" ? { sharePercent: sharePercent(cell, nowMs) } : {}),
    };
  });
}

/** A slow start is reported in steps of this size. */
const SHARE_STEP_PERCENT = 5;

function sharePercent(cell: TargetCell, nowMs: number): number {
  const percent = Math.floor(shareAt(cell.target, cell.state, nowMs) * 100);
  return percent - (percent > SHARE_STEP_PERCENT ? percent % SHARE_STEP_PERCENT : 0);
}

/** The state in a word that differs whenever the portal should be told. */
export function shownState(cell: TargetCell | undefined, nowMs: number): string {
  if (!cell) return "";
  const state = stateAt(cell.state, nowMs);
  return state === "ramping" ? `${state} ${sharePercent(cell, nowMs)}` : state;
}

/** When the portal should hear of the target again although nothing happened to it. */
export function nextReportAt(cell: TargetCell, nowMs: number): number {
  const changeMs = nextChangeAt(cell.state, nowMs);
  if (stateAt(cell.state, nowMs) !== "ramping") return changeMs;
  const stepMs = (cell.target.failback.rampMs * SHARE_STEP_PERCENT) / 100;
  return Math.min(changeMs, nowMs + Math.max(MIN_STEP_MS, stepMs));
}

const MIN_STEP_MS = 250;
