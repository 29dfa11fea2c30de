import type { VersionRef } from "@/components/publishing/queries.ts";
import { formatNumber } from "@/components/ui/format-number.ts";
import type { GiveOrder } from "#lib/publishing/schema";
import type { Live, LiveTarget, TargetStatus } from "#lib/telemetry/schema";
import { servingNow, statesNow } from "./live-state.ts";

/** An order that somebody is about to give. */
export interface OrderChoice {
  action: GiveOrder["action"];
  target: string;
}

export function orderTitle({ action, target }: OrderChoice): string {
  switch (action) {
    case "pin":
      return `Pin to ${target}`;
    case "release_pin":
      return "Release the pin";
    case "fail_back":
      return `Fail back to ${target}`;
  }
}

/** What the order will touch, before the click. */
export function orderReach({ slug, version }: VersionRef, live: Live, choice: OrderChoice): string {
  const rate = live.requestsPerSecond;
  const now = rate === 0 ? "none now" : `${formatNumber(rate)} requests/s now`;
  const traffic = `All traffic of ${slug} ${version} in ${live.environment} (${now})`;
  switch (choice.action) {
    case "pin":
      return `${traffic} goes to ${choice.target}, whatever its state; only the targets after it may follow.`;
    case "release_pin":
      return `${traffic} goes again where the chain and the targets' states say.`;
    case "fail_back":
      return `${traffic} goes back to ${choice.target}: its hold-down ends, its slow start begins where there is one.`;
  }
}

/** What speaks against the order; nothing when nothing does. */
export function orderWarning(live: Live, { action, target }: OrderChoice): string | undefined {
  if (action === "release_pin") return undefined;
  const state = statesNow(live)[target]?.state;
  if (action === "pin" && (state === "ejected" || state === "open"))
    return `${target} is out of service now. While it is pinned it is asked all the same.`;
  if (
    action === "fail_back" &&
    state !== undefined &&
    state !== "held" &&
    state !== "up" &&
    state !== "ramping"
  )
    return `${target} has not recovered yet. What is not held down now is not released.`;
  return undefined;
}

const OUT: TargetStatus["state"][] = ["ejected", "open", "half_open", "cooling"];

/** Whether giving this target its traffic back would change anything. */
export function canFailBack(live: Live, target: Pick<LiveTarget, "id" | "kind">): boolean {
  if (live.control.pin || target.kind === "stale" || target.kind === "static") return false;
  const state = statesNow(live)[target.id]?.state;
  if (state === "held") return true;
  if (live.failback !== "sticky" || state === undefined || OUT.includes(state)) return false;
  return target.id === live.primary && servingNow(live) !== target.id;
}
