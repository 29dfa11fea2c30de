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
    case "relay":
      return decision.failureReturned ? "failed" : answered(decision);
    case "local": {
      const target = decision.chain.targets[step.target];
      const worded = target?.network === false && target.status >= 500;
      // A chain may consist of nothing but a static answer: then that answer is its primary.
      return worded && (decision.moved || decision.attempts > 0) ? "failed" : answered(decision);
    }
  }
}

/** Whether a later target answered this request after an earlier one failed it. */
export function isRescued(decision: Decision): boolean {
  return resultOf(decision) === "rescued";
}

function answered(decision: Decision): ServeResult {
  if (decision.canary >= 0 && (decision.tried & (1 << decision.canary)) !== 0) return "canary";
  if (decision.failures > 0) return "rescued";
  return decision.moved && !answeredInPlace(decision) ? "away" : "primary";
}

/** The answer came from the first target that takes the request, if in a second look. */
function answeredInPlace(decision: Decision): boolean {
  const { step } = decision;
  return "target" in step && step.target === decision.chain.home;
}
