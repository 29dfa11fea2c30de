import ipaddr from "ipaddr.js";
import type { Address } from "./entry.ts";

/** `private`: loopback, RFC 1918, unique-local, carrier NAT. `never`: not a destination of ours, whatever anybody allows. */
export type AddressClass =
  | { kind: "public" }
  | { kind: "private"; why: string }
  | { kind: "never"; why: string };

const PRIVATE: Readonly<Record<string, string>> = {
  loopback: "a loopback address",
  private: "a private address",
  carrierGradeNat: "a carrier NAT address",
  uniqueLocal: "a unique-local address",
};

const REFUSED: Readonly<Record<string, string>> = {
  linkLocal: "a link-local address",
  multicast: "a multicast address",
  broadcast: "a broadcast address",
  unspecified: "an unspecified address",
};

/** Cloud metadata services: AWS, GCP, Azure and others by IPv4 and IPv6, Alibaba, Azure's host, Oracle. */
const METADATA = new Set(
  ["169.254.169.254", "fd00:ec2::254", "fd20:ce::254", "100.100.100.200", "168.63.129.16", "192.0.0.192"].map(
    (text) => ipaddr.parse(text).toNormalizedString(),
  ),
);

/**
 * The IPv4 address inside an IPv6 one: mapped (RFC 4291), translated (RFC 6145), NAT64 (RFC 6052 well-known prefix)
 * and 6to4 (RFC 3056). A packet to the outer address may reach the inner one, so both are judged.
 */
export function embeddedIpv4(address: Address): ipaddr.IPv4 | undefined {
  if (!(address instanceof ipaddr.IPv6)) return undefined;
  const bytes = address.toByteArray();
  switch (address.range()) {
    case "ipv4Mapped":
    case "rfc6145":
      return new ipaddr.IPv4(bytes.slice(12));
    case "rfc6052":
      return bytes[5] === 0 ? new ipaddr.IPv4(bytes.slice(12)) : undefined;
    case "6to4":
      return new ipaddr.IPv4(bytes.slice(2, 6));
    default:
      return undefined;
  }
}

export function classifyAddress(address: Address): AddressClass {
  if (METADATA.has(address.toNormalizedString())) return { kind: "never", why: "a cloud metadata service" };
  const inner = embeddedIpv4(address);
  if (inner) return classifyAddress(inner);
  const range: string = address.range();
  const local = PRIVATE[range];
  if (local !== undefined) return { kind: "private", why: local };
  if (range === "unicast" && isGlobal(address)) return { kind: "public" };
  return { kind: "never", why: REFUSED[range] ?? "a reserved address" };
}

/** Only 2000::/3 is global unicast in IPv6 (RFC 4291 §2.4); what is outside it and unnamed is reserved. */
function isGlobal(address: Address): boolean {
  return address.kind() === "ipv4" || address.match(ipaddr.parse("2000::"), 3);
}
