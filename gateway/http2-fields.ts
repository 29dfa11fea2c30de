import type { Order } from "./forward.ts";
import { knownHeader } from "./header-names.ts";

/** An order's head: name, value… */
export function requestFields({ method, path, headers, pool, body }: Order): string[] {
  const scheme = pool.origin.slice(0, pool.origin.indexOf(":"));
  const list = [":method", method, ":path", path, ":scheme", scheme, ":authority", headers[1] as string];
  for (let i = 2; i < headers.length; i += 2)
    list.push(knownHeader(headers[i] as string).lower, headers[i + 1] as string);
  if (Buffer.isBuffer(body)) list.push("content-length", String(body.length));
  // The gateway passes trailers on, whatever the client does with them; gRPC servers insist on being told so.
  list.push("te", "trailers");
  return list;
}

/** A head without the fields that stand in place of a first line. */
export function withoutPseudo(raw: readonly string[]): string[] {
  const from = raw.findIndex((name, index) => index % 2 === 0 && !name.startsWith(":"));
  return from < 0 ? [] : raw.slice(from);
}
