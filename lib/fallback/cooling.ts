import type { CompiledNetwork } from "./compile-chain.ts";
import type { ResponseEvent } from "./outcome.ts";
import type { TargetState } from "./target-state.ts";

/** Longest respite a target can ask for. */
export const MAX_COOL_MS = 60_000;
/** Most clients whose own limits are remembered per target; the oldest are forgotten first. */
const MAX_THROTTLED = 1000;

/** A client's own credential that a target asked to wait (429), and until when. */
export interface Throttled {
  readonly credential: string;
  readonly untilMs: number;
}

/**
 * Reads `Retry-After` (RFC 9110 §10.2.3): seconds or an HTTP date. Milliseconds from now; `undefined` where it is absent,
 * unreadable or past.
 */
export function readRetryAfter(value: string | undefined, nowMs: number): number | undefined {
  if (value === undefined) return undefined;
  const text = value.trim();
  const waitMs = /^\d+$/.test(text) ? Number(text) * 1000 : dateOf(text) - nowMs;
  // A number that JSON can tell other processes.
  return waitMs > 0 ? Math.min(waitMs, Number.MAX_SAFE_INTEGER) : undefined;
}

/** Only the three HTTP forms start with a letter and end in a time; `Date.parse` alone would read much more. */
function dateOf(text: string): number {
  return /^[A-Z][a-z]{2,8},? .*\d{2}:\d{2}:\d{2}( GMT| \d{4})$/.test(text)
    ? Date.parse(text.endsWith("GMT") ? text : `${text} GMT`)
    : Number.NaN;
}

/**
 * The respite that a response asks for. 503 cools the target. 429 cools it for the upstream credential that was used: all of
 * it where the target has a credential of its own, else only for the client whose credential was passed on. A status that
 * moves nothing on is an answer and cools nothing.
 */
export function coolAfter(target: CompiledNetwork, state: TargetState, event: ResponseEvent): TargetState {
  if (event.retryAfterMs === undefined || !target.cools) return state;
  if ((event.status !== 503 && event.status !== 429) || target.failStatus[event.status] !== 1) return state;
  const untilMs = event.atMs + Math.min(event.retryAfterMs, MAX_COOL_MS);
  if (event.status === 429 && !target.ownCredential) {
    return throttle(state, { credential: event.credential ?? "", untilMs }, event.atMs);
  }
  if (untilMs <= state.coolUntilMs) return state;
  const coolFromMs = event.atMs < state.coolUntilMs ? state.coolFromMs : event.atMs;
  return { ...state, coolFromMs, coolUntilMs: untilMs };
}

function throttle(state: TargetState, entry: Throttled, nowMs: number): TargetState {
  const others = state.throttled.filter(
    (other) => other.untilMs > nowMs && other.credential !== entry.credential,
  );
  return { ...state, throttled: [...others.slice(1 - MAX_THROTTLED), entry] };
}

/** Until when the target wants no request with this client's credential; 0 = it takes them. */
export function throttledUntil(state: TargetState, credential: string, nowMs: number): number {
  for (const entry of state.throttled) {
    if (entry.credential === credential && entry.untilMs > nowMs) return entry.untilMs;
  }
  return 0;
}
