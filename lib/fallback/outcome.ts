/**
 * How an attempt can fail without a response (§3). Closed: replay, triggers, health and the final status all read this table.
 *
 * - `not_processed`: refused stream, GOAWAY that did not cover it, or a reset before the first request byte.
 * - `connect_timeout` is also an attempt limit that fires before the first request byte was written.
 * - `deadline`: the client's or the policy's deadline clipped the attempt. Always moves on, but only local targets can
 *   follow; never recorded against the target. `connect_deadline` is the same before the first request byte was written.
 */
export const OUTCOMES = {
  dns_failure: { mayHaveExecuted: false, trigger: "connectFailure", finalStatus: 502, recorded: true },
  connect_refused: { mayHaveExecuted: false, trigger: "connectFailure", finalStatus: 502, recorded: true },
  connect_timeout: { mayHaveExecuted: false, trigger: "connectFailure", finalStatus: 504, recorded: true },
  tls_failure: { mayHaveExecuted: false, trigger: "connectFailure", finalStatus: 502, recorded: true },
  egress_denied: { mayHaveExecuted: false, trigger: "connectFailure", finalStatus: 502, recorded: true },
  not_processed: { mayHaveExecuted: false, trigger: "connectFailure", finalStatus: 502, recorded: true },
  reset: { mayHaveExecuted: true, trigger: "reset", finalStatus: 502, recorded: true },
  invalid_response: { mayHaveExecuted: true, trigger: "reset", finalStatus: 502, recorded: true },
  first_byte_timeout: {
    mayHaveExecuted: true,
    trigger: "firstByteTimeout",
    finalStatus: 504,
    recorded: true,
  },
  /** Under `stream.commit: first_event`: no event came in time, none at all, or an error first. */
  first_event_timeout: {
    mayHaveExecuted: true,
    trigger: "firstByteTimeout",
    finalStatus: 504,
    recorded: true,
  },
  empty_stream: { mayHaveExecuted: true, trigger: "reset", finalStatus: 502, recorded: true },
  error_event: { mayHaveExecuted: true, trigger: "reset", finalStatus: 502, recorded: true },
  attempt_timeout: { mayHaveExecuted: true, trigger: "attemptTimeout", finalStatus: 504, recorded: true },
  connect_deadline: { mayHaveExecuted: false, trigger: undefined, finalStatus: 504, recorded: false },
  deadline: { mayHaveExecuted: true, trigger: undefined, finalStatus: 504, recorded: false },
} as const;

export type Outcome = keyof typeof OUTCOMES;

/** What an attempt came to: `response` and `first_event` before anything was sent to the client. */
export type AttemptEvent = ResponseEvent | FailedEvent | FirstEvent;

/** The response's headers have arrived. */
export interface ResponseEvent {
  readonly kind: "response";
  readonly status: number;
  /** When it was known what it is: a small answer may be waited for to its end. */
  atMs: number;
  /** What `readRetryAfter` makes of its `Retry-After`. */
  readonly retryAfterMs?: number | undefined;
  /**
   * For a 429 with `retryAfterMs` of a target without a credential of its own (`CompiledNetwork.ownCredential`): what
   * `RequestFacts.credential` says.
   */
  readonly credential?: string | undefined;
  /** An event stream (`text/event-stream`) where `CompiledChain.commitsAtEvent`: it is no result before its first event. */
  readonly awaitsEvent?: boolean | undefined;
  /** Value of one of its headers, by lower-case name. Needed where `CompiledNetwork.headerTriggers` are. */
  readonly header?: ((name: string) => string | undefined) | undefined;
}

export interface FailedEvent {
  readonly kind: "failed";
  readonly outcome: Outcome;
  readonly atMs: number;
}

/** A `hold` step ended well: the stream's first event is here, and it is not an error. */
export interface FirstEvent {
  readonly kind: "first_event";
  readonly atMs: number;
}

/** `connect_refused`, `status 503`: the short name of a failure, for traces, headers and incidents. */
export function nameOf(event: ResponseEvent | FailedEvent): string {
  if (event.kind === "response") return `status ${event.status}`;
  return event.outcome === "connect_deadline" ? "deadline" : event.outcome;
}
