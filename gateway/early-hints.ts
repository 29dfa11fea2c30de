import type { ClientAnswer } from "./front-message.ts";

/** Passes `103 Early Hints` on (RFC 8297). Other 1xx responses end here: the gateway itself asked for none. */
export function passInformation(
  response: ClientAnswer,
  status: number,
  rawHeaders: readonly (Buffer | string)[],
): void {
  if (status !== 103 || response.headersSent || response.destroyed) return;
  const links: string[] = [];
  for (let i = 0; i < rawHeaders.length; i += 2) {
    if (String(rawHeaders[i]).toLowerCase() === "link") links.push(String(rawHeaders[i + 1]));
  }
  try {
    if (links.length > 0) response.writeEarlyHints({ link: links });
  } catch {
    // A hint that Node refuses to write is not worth the answer.
  }
}
