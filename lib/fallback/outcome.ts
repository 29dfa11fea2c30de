/**
 * How an attempt can fail without a response (§3). Closed: replay, triggers, health and the final status all read this table.
 * `connect_timeout` is also what an attempt limit means that fires before the first request byte was written.
 * `deadline` is the client's or the policy's deadline clipping the attempt: it is never recorded against the target.
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
  first_byte_timeout: { mayHaveExecuted: true, trigger: "firstByteTimeout", finalStatus: 504, recorded: true },
  attempt_timeout: { mayHaveExecuted: true, trigger: "attemptTimeout", finalStatus: 504, recorded: true },
  deadline: { mayHaveExecuted: true, trigger: "attemptTimeout", finalStatus: 504, recorded: false },
} as const;

/** `not_processed`: refused stream, GOAWAY that did not cover it, or a reset before the first request byte. */
export type Outcome = keyof typeof OUTCOMES;

/** What an attempt came to. `response` means its headers have arrived and nothing was sent to the client yet. */
export type AttemptEvent =
  | { kind: "response"; status: number; atMs: number }
  | { kind: "failed"; outcome: Outcome; atMs: number };

/** `connect_refused`, `status 503`: the short name of a result, for traces, headers and incidents. */
export function nameOf(event: AttemptEvent): string {
  return event.kind === "failed" ? event.outcome : `status ${event.status}`;
}
