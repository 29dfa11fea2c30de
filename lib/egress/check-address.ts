import { classifyAddress, embeddedIpv4 } from "./address-class.ts";
import { entryMatches, parseAddress, parseEntry, type Address, type Entry } from "./entry.ts";
import type { EgressPolicy, EgressPurpose } from "./schema.ts";

export type EgressVerdict = { ok: true } | { ok: false; reason: string };

interface Call {
  purpose: EgressPurpose;
  /** The name that was resolved, where there was one: lists may name hosts. */
  host?: string;
}

interface Lists {
  allow: Entry[];
  deny: Entry[];
}

const parsed = new WeakMap<EgressPolicy, Lists>();

/**
 * Whether the product may connect to this address. Order: what is never a destination, the deny list,
 * private ranges, the allow list (empty = everything that is left). `reason` is shown to people.
 */
export function checkAddress(ip: string, policy: EgressPolicy, call: Call): EgressVerdict {
  const address = parseAddress(ip);
  if (!address) return refuse(`${ip} is not an IP address.`);
  const kind = classifyAddress(address);
  if (kind.kind === "never") return refuse(`${ip} is ${kind.why}; it is never called.`);
  const { allow, deny } = listsOf(policy);
  const host = call.host?.toLowerCase().replace(/\.$/, "");
  const forms = formsOf(address);
  const named = host === undefined ? ip : `${host} (${ip})`;
  if (deny.some((entry) => entryMatches(entry, host, forms))) return refuse(`${named} is on the deny list.`);
  if (kind.kind === "private" && !privateAllowed(policy, call.purpose)) {
    return refuse(`${named} is ${kind.why}; an administrator can allow these for ${call.purpose}s.`);
  }
  if (allow.length > 0 && !allow.some((entry) => entryMatches(entry, host, forms))) {
    return refuse(`${named} is not on the allow list.`);
  }
  return { ok: true };
}

function privateAllowed(policy: EgressPolicy, purpose: EgressPurpose): boolean {
  switch (purpose) {
    case "target":
      return policy.privateTargets;
    case "import":
      return policy.privateImports === true;
    case "webhook":
      return policy.privateWebhooks === true;
  }
}

/** A list may name the outer or the embedded address; either counts. */
function formsOf(address: Address): Address[] {
  const inner = embeddedIpv4(address);
  return inner ? [address, inner] : [address];
}

/** An entry that cannot be read matches nothing in `allow`, and the settings schema keeps it out of `deny`. */
function listsOf(policy: EgressPolicy): Lists {
  const known = parsed.get(policy);
  if (known) return known;
  const read = (texts: readonly string[]) => texts.map(parseEntry).filter((entry) => entry !== undefined);
  const lists = { allow: read(policy.allow), deny: read(policy.deny) };
  // A list of nothing but unreadable entries still restricts.
  if (policy.allow.length > 0 && lists.allow.length === 0) lists.allow.push({ kind: "host", name: "" });
  parsed.set(policy, lists);
  return lists;
}

function refuse(reason: string): EgressVerdict {
  return { ok: false, reason };
}
