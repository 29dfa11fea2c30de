import type { Outcome } from "#lib/fallback";
import { isEgressRefused } from "#lib/egress";
import { InvalidResponse } from "./response-fields.ts";

const DNS = new Set([
  "ENOTFOUND",
  "EAI_AGAIN",
  "EAI_FAIL",
  "EAI_NODATA",
  "EAI_NONAME",
  "ENODATA",
  "ESERVFAIL",
]);
const TIMEOUT = new Set(["ETIMEDOUT"]);
const TLS = /^(ERR_TLS_|ERR_SSL_|CERT_|EPROTO$|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|HOSTNAME_MISMATCH|ERR_OSSL)/;
/** What a failed connect was: nothing of the request had been written. */
export function connectOutcome(error: Error, secure: boolean): Outcome {
  if (isEgressRefused(error)) return "egress_denied";
  const code = codeOf(error);
  if (DNS.has(code)) return "dns_failure";
  if (TIMEOUT.has(code)) return "connect_timeout";
  if (TLS.test(code)) return "tls_failure";
  return secure && code === "ECONNRESET" ? "tls_failure" : "connect_refused";
}

/** What the loss of a connection was that the request had been written to. */
export function lossOutcome(error: Error): Outcome {
  return error instanceof InvalidResponse ? "invalid_response" : "reset";
}

function codeOf(error: Error): string {
  const code = (error as NodeJS.ErrnoException).code;
  return typeof code === "string" ? code : "";
}
