/** What is known of a host as clients write it. */
export interface HostName {
  /** A name or address as they are in use, with a port or without (RFC 9110 §7.2); may be empty. Never with user information. */
  isHost: boolean;
  /** Lower case, without port or a dot at its end; an IPv6 literal keeps its brackets. */
  name: string;
  /** As a parameter's value (RFC 7239 §4): quoted where it is no token. */
  quoted: string;
}

const HOST_FORM = /^(?:[A-Za-z0-9._-]*|\[[0-9A-Fa-f:.]+\])(?::\d{0,5})?$/;
const TOKEN = /^[A-Za-z0-9.-]+$/;

/** Spellings seen so far: the same few come with every request. */
const seen = new Map<string, HostName>();
const SEEN_MAX = 4096;
const SEEN_HOST_MAX = 64;

export function hostNameOf(host: string): HostName {
  const known = seen.get(host);
  if (known) return known;
  const quoted = TOKEN.test(host) ? host : `"${host.replace(/["\\]/g, "")}"`;
  const found: HostName = { isHost: HOST_FORM.test(host), name: nameOf(host), quoted };
  if (found.isHost && seen.size < SEEN_MAX && host.length <= SEEN_HOST_MAX) seen.set(host, found);
  return found;
}

function nameOf(host: string): string {
  const colon = host.lastIndexOf(":");
  const bare = colon > host.lastIndexOf("]") ? host.slice(0, colon) : host;
  const lower = bare.toLowerCase();
  return lower.endsWith(".") ? lower.slice(0, -1) : lower;
}
