import { DEFAULTS } from "./defaults.ts";
import { isNetwork, warning, type PolicyTarget } from "./finding.ts";
import type { AnyPolicy } from "./resolved.ts";
import type { Finding } from "./schema.ts";

/** Rules about how targets leave service and come back, about repeats, waiting and streams: settings that have no effect. */
export function checkService(policy: AnyPolicy): Finding[] {
  return [
    ...policy.chain.flatMap((target, index) =>
      isNetwork(target)
        ? targetOf(target).map((finding) => ({ ...finding, path: ["chain", index, ...finding.path] }))
        : [],
    ),
    ...failback(policy),
    ...retryAfter(policy),
    ...stream(policy),
  ];
}

function targetOf({ circuit, attempts }: PolicyTarget): Finding[] {
  return [...openTimes(circuit), ...backoff(attempts)];
}

function openTimes(circuit: PolicyTarget["circuit"]): Finding[] {
  const openMs = circuit?.openMs ?? DEFAULTS.circuit.openMs;
  const maxOpenMs = circuit?.maxOpenMs ?? DEFAULTS.circuit.maxOpenMs;
  if (maxOpenMs >= openMs) return [];
  const field = circuit?.maxOpenMs === undefined ? "openMs" : "maxOpenMs";
  const message = `The first open time of ${openMs} ms is longer than the longest of ${maxOpenMs} ms; it never grows.`;
  return [warning(["circuit", field], { code: "contradiction", message })];
}

function backoff(attempts: PolicyTarget["attempts"]): Finding[] {
  if (!attempts?.backoff) return [];
  if (attempts.max === 1)
    return [noEffect(["attempts", "backoff"], "There is no second attempt to wait for.")];
  if (attempts.backoff.maxMs >= attempts.backoff.baseMs) return [];
  return [noEffect(["attempts", "backoff", "baseMs"], "The longest wait is shorter, so it always applies.")];
}

function failback({ failback: given, chain }: AnyPolicy): Finding[] {
  if (!given) return [];
  const findings: Finding[] = [];
  // How many targets a whole chain of another API brings is known once it is flattened.
  const bringsChain = chain.some((target) => target.kind === "api" && target.entry === "full_policy");
  if (!bringsChain && chain.filter(isNetwork).length < 2)
    findings.push(noEffect(["failback"], "There is no other network target to come back from."));
  if (given.slowStartMs && given.steps && given.steps.length > 0)
    findings.push(noEffect(["failback", "slowStartMs"], "The steps apply instead."));
  if (given.mode === "manual" && given.holdDownMs !== undefined)
    findings.push(
      noEffect(["failback", "holdDownMs"], "Hold-down lasts until somebody releases the target."),
    );
  return findings;
}

function retryAfter({ retryAfter: given, chain }: AnyPolicy): Finding[] {
  if (!given) return [];
  if (given.mode !== "wait")
    return given.maxWaitMs === undefined
      ? []
      : [noEffect(["retryAfter", "maxWaitMs"], 'Only the mode "wait" waits.')];
  // What another API's targets have is known once the chain is flattened.
  if (chain.some((target) => target.kind === "api" || (isNetwork(target) && (target.attempts?.max ?? 1) > 1)))
    return [];
  const message =
    "Requests that find a target asking for a respite wait for it. One that is told so itself moves on: no target has a second attempt.";
  return [warning(["retryAfter", "mode"], { code: "wait-without-attempts", message })];
}

function stream({ stream: given }: AnyPolicy): Finding[] {
  if (given?.firstEventMs === undefined || given.commit === "first_event") return [];
  return [noEffect(["stream", "firstEventMs"], "Streams are committed at their headers.")];
}

function noEffect(path: Finding["path"], why: string): Finding {
  return warning(path, { code: "no-effect", message: `Has no effect. ${why}` });
}
