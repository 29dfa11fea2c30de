import { z } from "zod";
import { CLOSED, type CircuitState } from "./circuit.ts";
import type { CompiledNetwork } from "./compile-chain.ts";
import type { InService } from "./controls.ts";
import { MAX_COOL_MS } from "./cooling.ts";
import { longestHoldMs, UNTIL_RELEASED } from "./failback.ts";
import { NO_INCIDENT, type IncidentState } from "./incident.ts";
import { initialTargetState, stateAt, type TargetState } from "./target-state.ts";

/** Older than this a state says nothing any more, but for what only a person ends. */
const MAX_AGE_MS = 15 * 60_000;

const Time = z.number().nonnegative();

/**
 * What of a target's state outlives its process. Not kept: failures that have not led to anything yet, the closed circuit's
 * counts, and which clients were asked to wait.
 */
const KeptState = z.strictObject({
  down: z.boolean(),
  ejectedFromMs: Time,
  ejectedUntilMs: Time,
  openedAtMs: Time,
  openUntilMs: Time,
  opens: z.int().min(0),
  coolFromMs: Time,
  coolUntilMs: Time,
  heldFromMs: Time,
  heldUntilMs: Time,
  rampUntilMs: Time,
  changesAtMs: z.array(Time).max(1000),
  cause: z.string().max(300),
});
export type KeptState = z.infer<typeof KeptState>;

/** What of one version outlives the process: targets by id, each with what it was reached by. Plain JSON. */
export const KeptVersion = z.strictObject({
  targets: z.record(z.string(), z.strictObject({ identity: z.string(), state: KeptState })),
  inService: z.strictObject({ target: z.string(), sinceMs: Time }).optional(),
  incident: z
    .strictObject({
      openedBy: z.enum(["state", "rescues"]),
      firstError: z.string().max(1000),
      lastError: z.string().max(1000),
    })
    .optional(),
});
export type KeptVersion = z.infer<typeof KeptVersion>;

/** How a reader's clock stands to the writer's. */
export interface Since {
  nowMs: number;
  /** What to add to the writer's times; 0 unless a clock was changed in between. */
  shiftMs: number;
  /** Time since they were written, never negative. */
  elapsedMs: number;
}

/** Undefined where the target is up and nothing of its past matters. */
export function keepState(state: TargetState, nowMs: number): KeptState | undefined {
  const isPlain = stateAt(state, nowMs) === "up" && state.changesAtMs.length === 0;
  if (isPlain) return undefined;
  const { circuit } = state;
  return {
    down: state.down,
    ejectedFromMs: state.ejectedFromMs,
    ejectedUntilMs: state.ejectedUntilMs,
    openedAtMs: circuit.openedAtMs,
    openUntilMs: circuit.openUntilMs,
    opens: circuit.opens,
    coolFromMs: state.coolFromMs,
    coolUntilMs: state.coolUntilMs,
    heldFromMs: state.heldFromMs,
    heldUntilMs: state.heldUntilMs,
    rampUntilMs: state.rampUntilMs,
    changesAtMs: [...state.changesAtMs],
    cause: state.cause.slice(0, 300),
  };
}

/**
 * The state of an unchanged target in a new process. No time lies further ahead than the policy in force could have put
 * it, whatever clocks did meanwhile; what is old counts as unknown, except a hold-down that only a release ends.
 */
export function reviveState(target: CompiledNetwork, kept: KeptState, since: Since): TargetState {
  const { nowMs, elapsedMs } = since;
  const fresh = initialTargetState(target, nowMs);
  const ejectedUntilMs = timeIn(since, kept.ejectedUntilMs, nowMs + target.passive.ejectMs);
  const hold = holdOf(target, kept, { since, latestFromMs: Math.max(nowMs, ejectedUntilMs) });
  if (elapsedMs > MAX_AGE_MS)
    return hold.heldUntilMs === UNTIL_RELEASED ? { ...fresh, ...hold, cause: kept.cause } : fresh;
  return {
    ...fresh,
    down: kept.down && target.active !== undefined,
    ejectedFromMs: timeIn(since, kept.ejectedFromMs, nowMs),
    ejectedUntilMs,
    circuit: circuitOf(target, kept, since),
    coolFromMs: timeIn(since, kept.coolFromMs, nowMs),
    coolUntilMs: timeIn(since, kept.coolUntilMs, nowMs + MAX_COOL_MS),
    ...hold,
    changesAtMs: kept.changesAtMs.map((atMs) => timeIn(since, atMs, nowMs)),
    cause: kept.cause,
  };
}

/** A time of the writer on the reader's clock, no later than it can be; 0 stays 0, which means never. */
function timeIn({ shiftMs }: Since, atMs: number, latestMs: number): number {
  return atMs === 0 ? 0 : Math.max(1, Math.min(atMs + shiftMs, latestMs));
}

function holdOf(
  target: CompiledNetwork,
  kept: KeptState,
  { since, latestFromMs }: { since: Since; latestFromMs: number },
): Pick<TargetState, "heldFromMs" | "heldUntilMs" | "rampUntilMs"> {
  const { failback } = target;
  const heldFromMs = timeIn(since, kept.heldFromMs, latestFromMs);
  if (kept.heldUntilMs === UNTIL_RELEASED && failback.mode === "manual")
    return { heldFromMs, heldUntilMs: UNTIL_RELEASED, rampUntilMs: UNTIL_RELEASED };
  const longestMs = longestHoldMs(target, kept.changesAtMs.length);
  const heldUntilMs = timeIn(since, kept.heldUntilMs, latestFromMs + longestMs);
  return {
    heldFromMs,
    heldUntilMs,
    rampUntilMs: timeIn(since, kept.rampUntilMs, heldUntilMs + failback.rampMs),
  };
}

/** Requests that were let through a half-open circuit are gone with their process: their places are free. */
function circuitOf({ circuit }: CompiledNetwork, kept: KeptState, since: Since): CircuitState {
  if (kept.openUntilMs === 0) return CLOSED;
  const longestMs = Math.max(circuit.openMs, circuit.maxOpenMs);
  return {
    ...CLOSED,
    openedAtMs: timeIn(since, kept.openedAtMs, since.nowMs),
    openUntilMs: timeIn(since, kept.openUntilMs, since.nowMs + longestMs),
    opens: kept.opens,
  };
}

/** Under sticky failback: the target in service stays so however long the process was away; only a release moves it. */
export function reviveInService(kept: KeptVersion, { nowMs, shiftMs }: Since): InService | undefined {
  const { inService } = kept;
  return inService && { target: inService.target, sinceMs: Math.min(nowMs, inService.sinceMs + shiftMs) };
}

/** What of an incident outlives the process; undefined while none is open. */
export function keepIncident(incident: IncidentState): KeptVersion["incident"] {
  const { open, openedBy, firstError, lastError } = incident;
  if (!open || openedBy === undefined) return undefined;
  return { openedBy, firstError: firstError.slice(0, 1000), lastError: lastError.slice(0, 1000) };
}

/**
 * The incident goes on as a part of its own: it counts from now, and the portal adds it to what the earlier process
 * reported. It closes after a full minute on the primary.
 */
export function reviveIncident(kept: KeptVersion["incident"], { nowMs, elapsedMs }: Since): IncidentState {
  if (!kept || elapsedMs > MAX_AGE_MS) return NO_INCIDENT;
  return { ...NO_INCIDENT, ...kept, open: true, openedAtMs: nowMs, fullShareSinceMs: nowMs };
}
