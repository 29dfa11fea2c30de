import { error, isNetwork } from "./finding.ts";
import type { AnyPolicy } from "./resolved.ts";
import type { Finding } from "./schema.ts";

/**
 * Where requests may go at all (`regions`): no network target outside, and none that does not say where it is. Another API's
 * targets are judged once they are in the chain, by their own regions.
 */
export function checkResidency({ chain, regions }: AnyPolicy): Finding[] {
  if (regions === undefined) return [];
  const allowed = regions.join(", ");
  return chain.flatMap((target, index) => {
    if (!isNetwork(target) || target.kind === "api") return [];
    const region = target.failureDomain?.region;
    const path = ["chain", index, "failureDomain", "region"];
    if (region === undefined) {
      const message = `Requests may only go to ${allowed}. Say in which region this target is.`;
      return [error(path, { code: "region-unknown", message })];
    }
    if (regions.includes(region)) return [];
    const message = `It is in ${region}; requests may only go to ${allowed}.`;
    return [error(path, { code: "outside-regions", message })];
  });
}
