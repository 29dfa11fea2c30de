import type { AttemptEvent } from "./outcome.ts";

/** Why a target was passed over. */
export type SkipReason =
  | "not_eligible"
  | "ejected"
  | "open"
  | "cooling"
  | "held"
  | "ramping"
  | "overloaded"
  | "budget"
  | "retry_budget"
  | "deadline"
  | "body_too_large"
  | "replay_not_allowed"
  | "too_slow"
  | "no_entry"
  | "may_have_executed";

/** What the engine does next. `target` is always an index into `CompiledChain.targets`. */
export type Step =
  | AttemptStep
  /**
   * Answer from a local target. `static`: send it. `stale`: send a stored answer that is fresh enough for this identity,
   * or report `{ kind: "local_unavailable" }`.
   */
  | { readonly kind: "local"; readonly target: number }
  | WaitStep
  | HoldStep
  /** Commit: pass the response of the attempt just reported on to the client. The decision is over. */
  | { readonly kind: "relay"; readonly target: number }
  /**
   * Nothing more to try. `relay` ≥ 0: pass on the kept response of that target, whose status this is;
   * −1: answer a problem document of `status`, with a `Retry-After` where the decision's reason is `overloaded`.
   */
  | { readonly kind: "exhausted"; readonly relay: number; readonly status: number }
  /** The client's request itself is refused (body over the limit and `bodyOverLimit: reject_413`). */
  | { readonly kind: "refuse"; readonly status: 413 }
  /** The client went away: cancel what is under way, record nothing. */
  | { readonly kind: "stop" };

/**
 * Try a network target, with the original request. Run own timers: `connectMs` to a usable connection (DNS, TCP, TLS),
 * `firstByteMs` from the request having been sent, `attemptMs` from now to the response's headers, `idleMs` after them.
 * When `attemptMs` fires, report `deadline` if `attemptIsDeadline`, else `attempt_timeout`; when no request byte was written
 * yet, `connect_deadline` and `connect_timeout`.
 */
export interface AttemptStep {
  readonly kind: "attempt";
  readonly target: number;
  readonly connectMs: number;
  readonly firstByteMs: number;
  readonly idleMs: number;
  readonly attemptMs: number;
  readonly attemptIsDeadline: boolean;
  /** Attempts of this request on this target before (absent: 0): from 1 on, take an endpoint that was not tried, if there is one. */
  readonly repeat?: number;
}

/** Do nothing until `untilMs`, then report `waited`. The connection of the client stays open; nothing is under way. */
export interface WaitStep {
  readonly kind: "wait";
  readonly target: number;
  readonly untilMs: number;
}

/**
 * The response is an event stream: read on, commit nothing, and report `first_event` when its first event (not a comment) is
 * whole, or `failed`: `error_event` when that event is called `error`, `empty_stream` when the stream ended first, `reset`
 * when it broke, and, when `firstEventMs` fires, `deadline` if `isDeadline`, else `first_event_timeout`.
 */
export interface HoldStep {
  readonly kind: "hold";
  readonly target: number;
  readonly firstEventMs: number;
  readonly isDeadline: boolean;
}

/** What happened to the step given last. */
export type ServeEvent =
  | AttemptEvent
  | { readonly kind: "local_unavailable"; readonly atMs: number }
  | { readonly kind: "waited"; readonly atMs: number }
  /** A body of undeclared length turned out longer than `bodyMaxBytes`. The answer is the attempt to go on with, or `refuse`. */
  | { readonly kind: "body_over_limit"; readonly atMs: number }
  | { readonly kind: "client_gone"; readonly atMs: number };

/**
 * How a request ended. `away`: answered by another target because of state, nothing failed. `rescued`: answered by a later
 * target after an earlier one failed it. `failed`: the client got a failure, also one that a static target worded (≥ 500).
 * `canary`: it started at a canary and was answered. `refused`, `gone`: the client's doing.
 */
export type ServeResult = "primary" | "away" | "rescued" | "failed" | "canary" | "refused" | "gone";

/** One line of a trace: what was decided about which target, when. */
export interface TraceEntry {
  atMs: number;
  /** Target id; absent where it concerns the request as a whole. */
  target?: string;
  what: "attempt" | "skip" | "wait" | "hold" | "failed" | "local" | "relay" | "exhausted" | "refuse" | "stop";
  /** A SkipReason, an outcome, or the status. */
  reason: string;
}
