import { stateAt, stateSince, type CompiledNetwork, type TargetState } from "#lib/fallback";
import { digestOf } from "#lib/ids";
import type { TargetStatus } from "#lib/telemetry/schema";
import { isoTime } from "./clock.ts";
import type { LiveRoute, PreparedRoute } from "./live-route.ts";
import type { Prober } from "./prober.ts";

/** The state of one target of one version. It outlives every publish that leaves the target where it is. */
export interface TargetCell {
  /** What the target is reached by: another address is another target. */
  identity: string;
  target: CompiledNetwork;
  state: TargetState;
  /** Its place in the chain now; −1 when it is no longer there. */
  slot: number;
  /** Requests under way, also those that began under an earlier revision. */
  inFlight: number;
  prober: Prober | undefined;
}

/** A target that is no longer in the chain; requests under way to it may still end. */
export function retire(cell: TargetCell): void {
  cell.slot = -1;
  cell.prober?.stop();
}

/** How the targets of a route stand, for the portal. */
export function statesOf(route: LiveRoute, nowMs: number): TargetStatus[] {
  return route.chain.targets.map((target, index) => {
    const cell = route.cells[index];
    const kind = route.policy.chain[index]?.kind ?? "static";
    const since = isoTime(cell ? stateSince(cell.state, nowMs) : nowMs);
    if (!cell) return { id: target.id, kind, state: "up" as const, since, reason: "" };
    return {
      id: target.id,
      kind,
      state: stateAt(cell.state, nowMs),
      since,
      reason: cell.state.cause.slice(0, 300),
    };
  });
}

/** What the target is reached by; "" for local ones. */
export function identityOf(route: PreparedRoute, index: number): string {
  const target = route.policy.chain[index];
  if (target?.kind !== "http") return "";
  return digestOf({ endpoints: target.endpoints, tls: target.tls ?? {}, auth: target.auth ?? {} });
}
