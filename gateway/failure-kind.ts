import { errors } from "undici";
import type { Outcome } from "#lib/fallback";
import { isEgressRefused } from "#lib/egress";

const DNS = new Set([
  "ENOTFOUND",
  "EAI_AGAIN",
  "EAI_FAIL",
  "EAI_NODATA",
  "EAI_NONAME",
  "ENODATA",
  "ESERVFAIL",
]);
const TIMEOUT = new Set(["ETIMEDOUT", "UND_ERR_CONNECT_TIMEOUT"]);
const TLS = /^(ERR_TLS_|ERR_SSL_|CERT_|EPROTO$|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|HOSTNAME_MISMATCH|ERR_OSSL)/;
const INVALID = new Set([
  "UND_ERR_HEADERS_OVERFLOW",
  "UND_ERR_RES_CONTENT_LENGTH_MISMATCH",
  "UND_ERR_RES_EXCEEDED_MAX_SIZE",
]);

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
  if (error instanceof errors.HTTPParserError || INVALID.has(codeOf(error))) return "invalid_response";
  return /^bad (response|upgrade)$/.test(error.message) ? "invalid_response" : "reset";
}

/** undici would not even send it: a header or path that HTTP does not allow. */
export function isUnsendable(error: Error): boolean {
  return error instanceof errors.InvalidArgumentError || error instanceof errors.NotSupportedError;
}

function codeOf(error: Error): string {
  const code = (error as NodeJS.ErrnoException).code;
  return typeof code === "string" ? code : "";
}
