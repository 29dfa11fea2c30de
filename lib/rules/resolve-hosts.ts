import { lookup } from "node:dns/promises";
import { isIP } from "node:net";

const LOOKUP_MS = 2_000;
const HOSTS_MAX = 200;

export type LookUp = (host: string) => Promise<string[]>;

/** The system's resolver, as gateways beside it would ask it. */
const systemLookUp: LookUp = async (host) =>
  (await lookup(host, { all: true, order: "verbatim" })).map(({ address }) => address);

/**
 * The addresses of hosts, by host, as this machine resolves them. A name that does not resolve, or not within two seconds,
 * has none.
 */
export async function resolveHosts(
  hosts: readonly string[],
  lookUp: LookUp = systemLookUp,
): Promise<Map<string, string[]>> {
  const names = [...new Set(hosts)].slice(0, HOSTS_MAX);
  return new Map(
    await Promise.all(names.map(async (host) => [host, await addressesOf(host, lookUp)] as const)),
  );
}

async function addressesOf(host: string, lookUp: LookUp): Promise<string[]> {
  const literal = host.startsWith("[") ? host.slice(1, -1) : host;
  if (isIP(literal) > 0) return [canonical(literal)];
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string[]>((resolve) => {
    timer = setTimeout(() => resolve([]), LOOKUP_MS);
  });
  try {
    return (await Promise.race([lookUp(host), late])).map(canonical);
  } catch {
    // A name that does not resolve here may at the gateways; it is judged as a name.
    return [];
  } finally {
    clearTimeout(timer);
  }
}

/** One spelling per address: IPv6 as URLs write it, an IPv4 address in IPv6 (RFC 4291 §2.5.5.2) as IPv4. */
function canonical(address: string): string {
  const bare = address.replace(/%.*$/, "");
  if (isIP(bare) !== 6) return bare;
  const written = new URL(`http://[${bare}]`).hostname.slice(1, -1);
  const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(written);
  if (!mapped) return written;
  const bits = (Number.parseInt(mapped[1] ?? "", 16) << 16) | Number.parseInt(mapped[2] ?? "", 16);
  return [24, 16, 8, 0].map((shift) => (bits >>> shift) & 255).join(".");
}
