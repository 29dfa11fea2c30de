import type { Health } from "@/components/ui/health-badge.tsx";
import type { Live, LiveNode, LiveTarget, TargetStatus } from "#lib/telemetry/schema";

/** Worst first. Written out, so that an API's page loads no schema for it. */
const SEVERITY: Record<TargetStatus["state"], number> = {
  ejected: 0,
  open: 1,
  half_open: 2,
  cooling: 3,
  held: 4,
  ramping: 5,
  up: 6,
};

/** The part of the live state that says who answers. */
interface Answering extends Pick<Live, "nodes" | "incident" | "primary"> {
  targets: Pick<LiveTarget, "id">[];
  rescueAlert?: Live["rescueAlert"];
}

const reporting = (live: Answering | undefined): LiveNode[] =>
  (live?.nodes ?? []).filter((node) => node.connected && node.target !== null);

/** The target that answers now; where gateways differ, the one furthest down the chain. */
export function servingNow(live: Answering | undefined): string | undefined {
  const order = live?.targets.map((target) => target.id) ?? [];
  const targets = reporting(live).map((node) => node.target ?? "");
  return targets.toSorted((a, b) => order.indexOf(b) - order.indexOf(a))[0];
}

/** Each target's state; where gateways differ, the worst. */
export function statesNow(live: Answering | undefined): Record<string, TargetStatus> {
  const worst: Record<string, TargetStatus> = {};
  for (const node of reporting(live)) {
    for (const status of node.states) {
      const known = worst[status.id];
      if (!known || SEVERITY[status.state] < SEVERITY[known.state]) worst[status.id] = status;
    }
  }
  return worst;
}

/** What each connected gateway says of one target. */
export function statesByNode(
  live: Answering | undefined,
  target: string,
): { node: string; status: TargetStatus }[] {
  return reporting(live).flatMap(({ node, states }) => {
    const status = states.find(({ id }) => id === target);
    return status ? [{ node, status }] : [];
  });
}

/** How the version answers right now, over all its connected gateways. */
export function healthOf(live: Answering | undefined): Health {
  const nodes = reporting(live);
  const primary = live?.primary ?? null;
  if (nodes.length === 0 || primary === null) return "unknown";
  if (nodes.some((node) => node.target === "")) return "down";
  if (nodes.some((node) => node.target !== primary)) return "fallback";
  return live?.incident || live?.rescueAlert ? "degraded" : "healthy";
}
