import { BlockList, isIP } from "node:net";
import { knownHeader } from "./header-names.ts";

/** What the proxies in front say of a client, as far as it is believed. */
export interface Forwarding {
  /** The client, then the trusted proxies it came through, the nearest last. */
  hops: string[];
  protocol: "http" | "https" | undefined;
  host: string | undefined;
}

interface Hop {
  address: string | undefined;
  protocol: string | undefined;
  host: string | undefined;
}

const HOST = /^[A-Za-z0-9._-]{1,253}(?::\d{1,5})?$|^\[[0-9A-Fa-f:.]{2,45}\](?::\d{1,5})?$/;

/** The proxies whose forwarding headers are believed. */
export class TrustedProxies {
  readonly #ranges = new BlockList();

  /** Addresses and CIDR ranges, already validated. */
  constructor(ranges: readonly string[]) {
    for (const range of ranges) {
      const [address = "", bits] = range.split("/");
      const family = isIP(address) === 6 ? "ipv6" : "ipv4";
      if (bits === undefined) this.#ranges.addAddress(address, family);
      else this.#ranges.addSubnet(address, Number(bits), family);
    }
  }

  #trusts(address: string): boolean {
    const version = isIP(address);
    return version !== 0 && this.#ranges.check(address, version === 6 ? "ipv6" : "ipv4");
  }

  /**
   * What the peer says of the client: the rightmost address that is no trusted proxy's is the client, whatever stands before
   * it. Undefined when the peer is not trusted, says nothing, or says two things (`Forwarded` and `X-Forwarded-For`).
   */
  read(raw: readonly string[], peer: string): Forwarding | undefined {
    if (!this.#trusts(peer)) return undefined;
    const said = collect(raw);
    const classic = this.#walk(classicHops(said), peer);
    const standard = this.#walk(
      said["forwarded"] === undefined ? [] : forwardedHops(said["forwarded"]),
      peer,
    );
    if (!classic || !standard) return classic ?? standard;
    return classic.hops[0] === standard.hops[0] ? classic : undefined;
  }

  #walk(hops: readonly Hop[], peer: string): Forwarding | undefined {
    let from = hops.length;
    while (from > 0 && hops[from - 1]?.address !== undefined) {
      from--;
      if (!this.#trusts(hops[from]?.address as string)) break;
    }
    const first = hops[from];
    if (!first) return undefined;
    return {
      hops: [...hops.slice(from).map((hop) => hop.address as string), peer],
      protocol: first.protocol === "http" || first.protocol === "https" ? first.protocol : undefined,
      host: first.host !== undefined && HOST.test(first.host) ? first.host : undefined,
    };
  }
}

const NAMES = new Set(["forwarded", "x-forwarded-for", "x-forwarded-proto", "x-forwarded-host"]);

function collect(raw: readonly string[]): Record<string, string> {
  const said: Record<string, string> = {};
  for (let i = 0; i < raw.length; i += 2) {
    const { lower } = knownHeader(raw[i] as string);
    if (!NAMES.has(lower)) continue;
    said[lower] = said[lower] === undefined ? (raw[i + 1] as string) : `${said[lower]},${raw[i + 1]}`;
  }
  return said;
}

function classicHops(said: Record<string, string>): Hop[] {
  const addresses = listOf(said["x-forwarded-for"]);
  const protocols = listOf(said["x-forwarded-proto"]);
  const hosts = listOf(said["x-forwarded-host"]);
  // A list that is as long speaks of each hop; a shorter one was last written by the nearest proxy.
  const of = (list: string[], index: number) =>
    list.length === addresses.length ? list[index] : list.at(-1);
  return addresses.map((text, index) => ({
    address: plainAddress(text),
    protocol: of(protocols, index)?.toLowerCase(),
    host: of(hosts, index),
  }));
}

function listOf(value: string | undefined): string[] {
  return value === undefined ? [] : value.split(",").map((part) => part.trim());
}

/** RFC 7239 §4: elements separated by commas, pairs by semicolons, values maybe quoted. */
function forwardedHops(value: string): Hop[] {
  return split(value, ",").map((element) => {
    const pairs = new Map(
      split(element, ";").map((pair) => {
        const at = pair.indexOf("=");
        return [pair.slice(0, at).trim().toLowerCase(), unquoted(pair.slice(at + 1).trim())] as const;
      }),
    );
    return {
      address: plainAddress(pairs.get("for") ?? ""),
      protocol: pairs.get("proto")?.toLowerCase(),
      host: pairs.get("host"),
    };
  });
}

function split(text: string, separator: "," | ";"): string[] {
  return (
    text.match(separator === "," ? /(?:"(?:[^"\\]|\\.)*"|[^",])+/g : /(?:"(?:[^"\\]|\\.)*"|[^";])+/g) ?? []
  );
}

function unquoted(text: string): string {
  return text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1).replace(/\\(.)/g, "$1") : text;
}

/** Without port and brackets, IPv4 in its own form; undefined when it is no address (`unknown`, `_hidden`). */
function plainAddress(text: string): string | undefined {
  const bare = /^\[(.+)\](?::\d+)?$/.exec(text)?.[1] ?? /^([\d.]+):\d+$/.exec(text)?.[1] ?? text;
  if (isIP(bare) === 0) return undefined;
  return bare.toLowerCase().startsWith("::ffff:") && bare.includes(".") ? bare.slice(7) : bare;
}
