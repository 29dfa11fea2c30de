import { countOf, formatNumber } from "@/components/ui/format-number.ts";
import type {
  AccessDelivery,
  PlanSummary,
  Reach,
  SubscriptionAction,
  SubscriptionSummary,
} from "#lib/consumers/schema";

/** "10 per second (bursts of 20), 1,000 a month", or that there is no limit. */
export function limitsOf({ rate, quota }: Pick<PlanSummary, "rate" | "quota">): string {
  const burst = rate?.burst === undefined ? "" : ` (bursts of ${formatNumber(rate.burst)})`;
  const parts = [
    ...(rate ? [`${formatNumber(rate.requests)} per ${rate.per}${burst}`] : []),
    ...(quota ? [`${formatNumber(quota.requests)} a ${quota.per}`] : []),
  ];
  return parts.length === 0 ? "No limit" : parts.join(", ");
}

export const APPROVAL_WORDS = {
  automatic: "At once, without approval",
  manual: "After the API's team has approved",
} as const;

export const ACTION_WORDS: Record<SubscriptionAction, string> = {
  approve: "Approve",
  reject: "Reject",
  suspend: "Suspend",
  resume: "Resume",
  end: "End",
};

export const HISTORY_WORDS: Record<SubscriptionAction | "request", string> = {
  request: "asked for it",
  approve: "approved it",
  reject: "rejected it",
  suspend: "suspended it",
  resume: "resumed it",
  end: "ended it",
};

/** What an action will do, said before it is done. */
export function consequenceOf(action: SubscriptionAction, of: SubscriptionSummary): string {
  const { application, api, version, environment, plan, lastCallAt } = of;
  const calls = `${application.name} calls ${api.name} ${version} in ${environment}`;
  const never = lastCallAt === null ? " It has not called yet." : "";
  switch (action) {
    case "approve":
      return `From then on ${calls} under the plan ${plan.name}: ${limitsOf(plan)}.`;
    case "reject":
      return `${application.team.name} is told why, and may ask again.`;
    case "suspend":
      return `Its calls are refused until you resume it.${never}`;
    case "resume":
      return `From then on ${calls} again.`;
    case "end":
      return of.state === "pending"
        ? "The request is taken back."
        : `Its calls are refused from then on, for good: to call again it has to subscribe anew.${never}`;
  }
}

/** "12 subscribers, 3 called today" */
export function reachOf({ subscribers, calledToday }: Reach): string {
  if (subscribers === 0) return "Nobody is subscribed.";
  return `${countOf(subscribers, "subscriber")}, ${formatNumber(calledToday)} called today`;
}

/** How far a change has come, in a sentence; `done` is what is so once all gateways have it. */
export function deliverySentence(delivery: AccessDelivery, done: string): string {
  const { expected, applied, rejected, writtenMs, storeRevision } = delivery;
  if (rejected > 0) return `Refused by ${rejected} of ${expected} gateways.`;
  if (writtenMs === null) return "On its way to the gateways.";
  if (expected === 0) return `Written as revision ${storeRevision}; no gateway is connected.`;
  if (applied < expected) return `Applied by ${applied} of ${expected} gateways.`;
  return `${done} on ${applied}/${expected} gateways.${pendingAt(delivery)}`;
}

/** A gateway that is away serves what it knew when it left. */
function pendingAt({ notConnected }: AccessDelivery): string {
  if (notConnected.length === 0) return "";
  const are = notConnected.length === 1 ? "is" : "are";
  return ` Pending at ${notConnected.join(", ")}: ${countOf(notConnected.length, "gateway")} that ${are} not connected.`;
}
