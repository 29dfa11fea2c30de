import type { ClientAnswer } from "./front-message.ts";
import { stamp, type Stamp } from "./respond.ts";
import type { StaleAnswer } from "./stale-store.ts";
import type { StaticAnswer } from "./static-answer.ts";

interface LocalMark {
  /** A HEAD request: no body. */
  head: boolean;
  /** Exposure headers: name, value… */
  extra: readonly string[];
  mark: Stamp;
}

export function sendLocal(
  response: ClientAnswer,
  answer: StaticAnswer,
  { head, extra, mark }: LocalMark,
): void {
  const headers = [...answer.headers, ...extra];
  const bodiless = answer.status === 204 || answer.status === 304;
  if (!bodiless) headers.push("Content-Length", String(answer.body.length));
  stamp(headers, mark);
  response.writeHead(answer.status, headers);
  response.end(head || bodiless ? undefined : answer.body);
}

/** The last good answer, marked as such: `Age` (RFC 9111 §5.1) and `X-Fallback-Stale`. */
export function sendStale(response: ClientAnswer, answer: StaleAnswer, mark: LocalMark): void {
  const headers = [...answer.headers, "Age", String(answer.ageS), "X-Fallback-Stale", "true"];
  sendLocal(response, { status: answer.status, headers, body: answer.body }, mark);
}
