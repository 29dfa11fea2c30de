const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** How long to wait after the first, second … attempt: the schedule that Standard Webhooks proposes, 75 hours in all. */
const DELAYS_MS = [
  5 * SECOND_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  5 * HOUR_MS,
  10 * HOUR_MS,
  14 * HOUR_MS,
  20 * HOUR_MS,
  24 * HOUR_MS,
];
const RETRY_AFTER_MAX_MS = 24 * HOUR_MS;
/** An endpoint that has failed for this long is switched off. */
const GIVE_UP_MS = 72 * HOUR_MS;

/** What one attempt came to. */
export interface AttemptOutcome {
  status: number | null;
  /** Why there is no status. */
  error: string | null;
  response: string;
  elapsedMs: number;
  retryAfterMs?: number | undefined;
}

export type Verdict =
  | { next: "delivered" }
  | { next: "retry"; delayMs: number }
  | { next: "failed" }
  /** Nothing more is sent to this endpoint. */
  | { next: "disable"; reason: string };

interface Standing {
  /** Attempts made, this one included. */
  attempts: number;
  now: Date;
  /** When the endpoint began to fail; this attempt not counted. */
  failingSince: Date | null;
  /** 0 … 1: spreads retries by a tenth either way. */
  draw: number;
}

/** What follows an attempt. 2xx is success, a redirect is not followed and a failure like any other, 410 ends the endpoint. */
export function judge(outcome: AttemptOutcome, standing: Standing): Verdict {
  const { status } = outcome;
  if (status !== null && status >= 200 && status < 300) return { next: "delivered" };
  if (status === 410) return { next: "disable", reason: "It answered 410 Gone." };
  const { failingSince, now } = standing;
  if (failingSince !== null && now.getTime() - failingSince.getTime() >= GIVE_UP_MS) {
    return { next: "disable", reason: `Every delivery has failed since ${failingSince.toISOString()}.` };
  }
  const delayMs = DELAYS_MS[standing.attempts - 1];
  if (delayMs === undefined) return { next: "failed" };
  const spreadMs = delayMs * (0.9 + 0.2 * standing.draw);
  const askedMs = Math.min(outcome.retryAfterMs ?? 0, RETRY_AFTER_MAX_MS);
  return { next: "retry", delayMs: Math.round(Math.max(spreadMs, askedMs)) };
}
