/**
 * How an attempt can fail without a response (§3). Closed: replay, triggers, health and the final status all read this table.
 *
 * - `not_processed`: refused stream, GOAWAY that did not cover it, or a reset before the first request byte.
 * - `connect_timeout` is also an attempt limit that fires before the first request byte was written.
 * - `deadline`: the client's or the policy's deadline clipped the attempt. Always moves on, but only local targets can
 *   follow; never recorded against the target.
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
  attempt_timeout: { mayHaveExecuted: true, trigger: "attemptTimeout", finalStatus: 504, recorded: true },
  deadline: { mayHaveExecuted: true, trigger: undefined, finalStatus: 504, recorded: false },
} as const;

export type Outcome = keyof typeof OUTCOMES;

/** What an attempt came to. `response` means its headers have arrived and nothing was sent to the client yet. */
export type AttemptEvent =
  | { readonly kind: "response"; readonly status: number; readonly atMs: number }
  | { readonly kind: "failed"; readonly outcome: Outcome; readonly atMs: number };

/** `connect_refused`, `status 503`: the short name of a result, for traces, headers and incidents. */
export function nameOf(event: AttemptEvent): string {
  return event.kind === "failed" ? event.outcome : `status ${event.status}`;
}
