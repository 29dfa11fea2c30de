import type { ResolvedUnboundTarget } from "./resolved.ts";

/**
 * Per target, the targets of its failure domain as a bit mask, itself included. Two targets share one when an endpoint of
 * each is on the same host, or when they declare `failureDomain` labels in common and agree on all of those.
 */
export function failureDomains(chain: readonly ResolvedUnboundTarget[]): number[] {
  const hosts = chain.map(hostsOf);
  return chain.map((target, index) =>
    chain.reduce((mask, other, at) => {
      const together =
        at === index || sharesHost(hosts[index] ?? [], hosts[at] ?? []) || agrees(target, other);
      return together ? mask | (1 << at) : mask;
    }, 0),
  );
}

function hostsOf(target: ResolvedUnboundTarget): string[] {
  if (!("endpoints" in target)) return [];
  return (target.endpoints as { url: string }[]).map(({ url }) => URL.parse(url)?.hostname ?? url);
}

function sharesHost(some: readonly string[], others: readonly string[]): boolean {
  return some.some((host) => others.includes(host));
}

const LABELS = ["region", "provider", "credential"] as const;

function agrees({ failureDomain: a }: ResolvedUnboundTarget, { failureDomain: b }: ResolvedUnboundTarget) {
  const common = LABELS.filter((label) => a[label] !== undefined && b[label] !== undefined);
  return common.length > 0 && common.every((label) => a[label] === b[label]);
}
