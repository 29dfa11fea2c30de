import type { FallbackPolicy, UnboundPolicy } from "#lib/fallback/schema";
import { hostOf, type Addresses, type Judged } from "#lib/rules";
import type { DraftFinding } from "./schema.ts";

/** A target of the version with what answers in its place there: itself, or another API's targets. */
interface Placed {
  id: string;
  index: number;
  isOther: boolean;
  hosts: string[];
}

/**
 * Warnings at every target whose names lead to where an earlier one's lead, in whatever environment and tier: two names of one
 * server are one failure domain. `addresses` are those the rules are judged by; what has none says nothing, and one name used
 * twice is the chain's own finding.
 */
export function sharedAddresses(
  { policy, environments }: Pick<Judged, "policy" | "environments">,
  addresses: Addresses,
): DraftFinding[] {
  return environments.flatMap(({ slug, served }) => {
    const placed = served ? placedIn(served, policy) : [];
    return placed.flatMap((target, at) =>
      findingsAt(target, placed.slice(0, at), addresses).map((finding) => ({
        ...finding,
        environment: slug,
      })),
    );
  });
}

function placedIn({ chain }: FallbackPolicy, policy: UnboundPolicy): Placed[] {
  return policy.chain.flatMap(({ id, kind }, index) => {
    const hosts = chain.flatMap((target) =>
      target.kind === "http" && target.id.split("/")[0] === id
        ? target.endpoints.map(({ url }) => hostOf(url))
        : [],
    );
    return hosts.length > 0 ? [{ id, index, isOther: kind === "api", hosts }] : [];
  });
}

function findingsAt(target: Placed, earlier: readonly Placed[], addresses: Addresses): DraftFinding[] {
  const { index, isOther, hosts } = target;
  const shared = hosts.map((host) => namesOf(earlier, { host, addresses }));
  // Where another API's targets are is not told.
  if (isOther)
    return warningAt(["chain", index], "One of its targets shares an IP address with", shared.flat());
  return shared.flatMap((names, endpoint) =>
    warningAt(
      ["chain", index, "endpoints", endpoint, "url"],
      `${hosts[endpoint]} leads to an IP address of`,
      names,
    ),
  );
}

function namesOf(
  earlier: readonly Placed[],
  { host, addresses }: { host: string; addresses: Addresses },
): string[] {
  const own = addresses.get(host) ?? [];
  const leadsThere = (other: string) => addresses.get(other)?.some((one) => own.includes(one)) ?? false;
  return earlier
    .filter(({ hosts }) => !hosts.includes(host) && hosts.some(leadsThere))
    .map(({ id }) => `"${id}"`);
}

function warningAt(path: DraftFinding["path"], what: string, names: readonly string[]): DraftFinding[] {
  if (names.length === 0) return [];
  const message = `${what} ${[...new Set(names)].join(" and ")}: one failure may take both.`;
  return [{ severity: "warning", code: "shared-address", path, message }];
}
