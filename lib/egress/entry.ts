import ipaddr from "ipaddr.js";

export type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** A parsed line of an allow or deny list. */
export type Entry =
  | { kind: "range"; range: [Address, number] }
  | { kind: "host"; name: string }
  | { kind: "suffix"; suffix: string };

const HOST = /^(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*$/;

/** `undefined` when the text is neither an address, a CIDR range nor a host name. */
export function parseEntry(text: string): Entry | undefined {
  const entry = text.trim().toLowerCase();
  if (ipaddr.isValidCIDR(entry)) return { kind: "range", range: ipaddr.parseCIDR(entry) };
  const address = parseAddress(entry);
  if (address) return { kind: "range", range: [address, address.kind() === "ipv4" ? 32 : 128] };
  // All digits and dots, or a colon or slash, is a mistyped address, never a name.
  if (/^[\d.]+$|[:/]/.test(entry)) return undefined;
  if (entry.startsWith("*."))
    return HOST.test(entry.slice(2)) ? { kind: "suffix", suffix: entry.slice(1) } : undefined;
  return HOST.test(entry) ? { kind: "host", name: entry } : undefined;
}

/** The address of a literal: dotted-quad IPv4 or IPv6, with or without brackets; else `undefined`. */
export function parseAddress(text: string): Address | undefined {
  const bare = text.startsWith("[") && text.endsWith("]") ? text.slice(1, -1) : text;
  if (ipaddr.IPv4.isValidFourPartDecimal(bare)) return ipaddr.IPv4.parse(bare);
  return ipaddr.IPv6.isValid(bare) ? ipaddr.IPv6.parse(bare) : undefined;
}

/** True when the entry covers the host name or one of the forms of the address. */
export function entryMatches(entry: Entry, host: string | undefined, forms: readonly Address[]): boolean {
  switch (entry.kind) {
    case "range": {
      const [base, bits] = entry.range;
      return forms.some((address) => address.kind() === base.kind() && address.match(base, bits));
    }
    case "host":
      return host === entry.name;
    case "suffix":
      return host !== undefined && host.endsWith(entry.suffix);
  }
}
