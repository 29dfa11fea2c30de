import type { Decision } from "./decision.ts";
import type { ServeResult } from "./step.ts";

/** How a finished request ended. Feeds telemetry and the incident detector. */
export function resultOf(decision: Decision): ServeResult {
  const { step } = decision;
  switch (step.kind) {
    case "stop":
      return "gone";
    case "refuse":
      return "refused";
    case "exhausted":
      return "failed";
    case "attempt":
    case "hold":
    case "wait":
    case "relay":
      return decision.failureReturned ? "failed" : answered(decision);
    case "local": {
      const target = decision.chain.targets[step.target];
      const worded = target?.network === false && target.status >= 500;
      // Without a reason nothing was passed over: this answer is what the policy wants for such a request.
      return worded && decision.reason !== "" ? "failed" : answered(decision);
    }
  }
}

/** It began with the client's own deadline, shorter than the policy's: it says nothing about the targets, so incidents pass it over. */
export function missedClientDeadline({ reason, request, chain }: Decision): boolean {
  return reason === "deadline" && (request.clientDeadlineMs ?? Infinity) < chain.policy.budget.deadlineMs;
}

function answered(decision: Decision): ServeResult {
  if (decision.canary >= 0 && (decision.tried & (1 << decision.canary)) !== 0) return "canary";
  if (decision.failures > 0 && !isOnlyTarget(decision)) return "rescued";
  const { step } = decision;
  const atHome = "target" in step && step.target === decision.chain.home;
  return decision.reason === "" || atHome ? "primary" : "away";
}

/** The first target attempted answered in the end, in a repeat: no other target was needed. */
function isOnlyTarget({ step, tried }: Decision): boolean {
  return "target" in step && tried === 1 << step.target;
}
