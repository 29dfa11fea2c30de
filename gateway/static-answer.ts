import type { ResolvedStatic } from "#lib/fallback";

/** A `static` target's answer, ready to write. */
export interface StaticAnswer {
  status: number;
  headers: readonly string[];
  body: Buffer;
}

/** `ownCors`: the gateway says itself what pages of other origins may do. */
export function staticAnswer(target: ResolvedStatic, ownCors = false): StaticAnswer {
  const body = Buffer.from(target.body ?? "");
  const isOurs = (lower: string) => FRAMING.has(lower) || (ownCors && lower.startsWith("access-control-"));
  const given = Object.entries(target.headers ?? {}).filter(([name]) => !isOurs(name.toLowerCase()));
  const headers = given.flat();
  const has = (wanted: string) => given.some(([name]) => name.toLowerCase() === wanted);
  if (target.contentType !== undefined) headers.push("Content-Type", target.contentType);
  else if (body.length > 0 && !has("content-type")) headers.push("Content-Type", "text/plain; charset=utf-8");
  if (target.retryAfterS !== undefined) headers.push("Retry-After", String(target.retryAfterS));
  return { status: target.status, headers, body };
}

/** The gateway frames the message itself. */
const FRAMING = new Set([
  "content-length",
  "transfer-encoding",
  "connection",
  "keep-alive",
  "upgrade",
  "trailer",
  "te",
]);
