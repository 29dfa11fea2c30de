/** Why a request is not let in, as it is counted. */
export type RefusalReason =
  | "credential_missing"
  | "credential_invalid"
  | "credential_ambiguous"
  | "credential_in_query"
  | "application_refused"
  | "subscription_missing"
  | "rate_limit"
  | "quota"
  | "origin"
  | "body_too_long"
  | "tokens_unavailable";

/** A request that is not let in: what to answer (RFC 9457), and what to count. */
export interface Refusal {
  status: 400 | 401 | 403 | 413 | 429 | 503;
  reason: RefusalReason;
  /** For people: what is wrong and what to do. Never repeats a credential. */
  detail: string;
  /** The `WWW-Authenticate` challenge of RFC 6750 §3, without its realm; absent: none. */
  challenge?: string;
}

/** A 401 whose credential was looked at and is not good (RFC 6750 §3.1). */
export function invalidCredential(detail: string): Refusal {
  return {
    status: 401,
    reason: "credential_invalid",
    detail,
    challenge: `error="invalid_token", error_description="${quotable(detail)}"`,
  };
}

/** A 400: two credentials, or one in two readings. */
export function ambiguousCredential(detail: string): Refusal {
  return { status: 400, reason: "credential_ambiguous", detail };
}

/** What a quoted string of RFC 6750 §3 may hold. */
function quotable(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, " ").replace(/["\\]/g, "'");
}
