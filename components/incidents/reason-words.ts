const WORDS: Record<string, string> = {
  pinned: "pinned by somebody on call",
  sticky: "the fallback stays in service",
  probe: "health checks fail",
  held: "in hold-down",
  ramping: "in slow start",
  open: "circuit open",
  ejected: "out of service",
  cooling: "asked for a respite (Retry-After)",
  connect_refused: "connection refused",
  connect_timeout: "no connection in time",
  dns_failure: "name not found",
  tls_failure: "TLS handshake failed",
  egress_denied: "address not allowed",
  reset: "connection reset",
  first_byte_timeout: "no answer in time",
  attempt_timeout: "attempt took too long",
  answered: "answered",
};

/** A gateway's reason as people say it; "status 503" and the like stand for themselves. */
export function reasonWords(reason: string): string {
  return WORDS[reason] ?? reason.replaceAll("_", " ");
}
