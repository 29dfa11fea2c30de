import { DEFAULTS } from "./defaults.ts";
import { error, isNetwork, warning, withoutRepeats, type PolicyTarget } from "./finding.ts";
import type { AnyPolicy } from "./resolved.ts";
import type { Finding } from "./schema.ts";

/** Rules about the chain as a whole: names, order, reachability in time and in attempts. */
export function checkChain(policy: AnyPolicy): Finding[] {
  return [...duplicateIds(policy), ...order(policy), ...end(policy), ...time(policy), ...attempts(policy)];
}

function duplicateIds(policy: AnyPolicy): Finding[] {
  return policy.chain.flatMap((target, index) =>
    policy.chain.findIndex((other) => other.id === target.id) < index
      ? [
          error(["chain", index, "id"], {
            code: "duplicate-target-id",
            message: `Another target is already called "${target.id}".`,
          }),
        ]
      : [],
  );
}

function order(policy: AnyPolicy): Finding[] {
  const findings: Finding[] = [];
  const stop = policy.chain.findIndex((target) => target.kind === "static" && isUnconditional(target));
  policy.chain.forEach((target, index) => {
    if (stop >= 0 && index > stop) {
      const message = `Never reached: the static answer "${policy.chain[stop]?.id}" before it always answers.`;
      findings.push(error(["chain", index], { code: "after-static", message }));
    }
    if (target.kind === "stale" && !policy.chain.slice(0, index).some(isSourceOfStale)) {
      const message =
        "No earlier target answers GET over the network, so there is never a stored answer to give.";
      findings.push(error(["chain", index], { code: "stale-without-source", message }));
    }
  });
  return findings;
}

function isUnconditional(target: PolicyTarget): boolean {
  return !target.when?.methods && !target.when?.header && !target.semantics?.readOnly;
}

function isSourceOfStale(target: PolicyTarget): boolean {
  return isNetwork(target) && (target.when?.methods?.includes("GET") ?? true);
}

function end(policy: AnyPolicy): Finding[] {
  const index = policy.chain.length - 1;
  const last = policy.chain[index];
  if (last?.kind === "stale") {
    const message = "Where nothing is stored, nothing answers. Add a static answer after it, or accept this.";
    return [error(["chain", index], { code: "stale-is-last", message })];
  }
  if (last && isNetwork(last) && policy.allUnavailable === "fail_fast") {
    const message =
      "With every target out of service, requests fail without a try. Add a static answer at the end.";
    return [warning(["allUnavailable"], { code: "fail-fast-without-answer", message })];
  }
  return [];
}

function time(policy: AnyPolicy): Finding[] {
  const deadlineMs = policy.budget?.deadlineMs ?? DEFAULTS.budget.deadlineMs;
  const isUseful = (target: PolicyTarget) => (target.minUsefulMs ?? DEFAULTS.minUsefulMs) <= deadlineMs;
  const never = policy.chain.flatMap((target, at) =>
    isNetwork(target) && !isUseful(target) ? [neverUseful(target, at, deadlineMs)] : [],
  );
  // What is never tried takes no time either.
  const tried = policy.chain.filter((target) => isNetwork(target) && isUseful(target));
  return [...withoutRepeats(never), ...tooShort(tried, deadlineMs)];
}

function neverUseful({ id, minUsefulMs }: PolicyTarget, at: number, deadlineMs: number): Finding {
  const path = minUsefulMs === undefined ? ["budget", "deadlineMs"] : ["chain", at, "minUsefulMs"];
  const neededMs = minUsefulMs ?? DEFAULTS.minUsefulMs;
  const message = `"${id}" is never tried: it needs ${neededMs} ms of a deadline of ${deadlineMs} ms.`;
  return error(path, { code: "never-useful", message });
}

/** Σ (connect + first byte), against the deadline: a target whose turn comes after it is never tried. */
function tooShort(tried: readonly PolicyTarget[], deadlineMs: number): Finding[] {
  let spentMs = 0;
  for (const [position, target] of tried.entries()) {
    spentMs += worstMs(target);
    if (spentMs <= deadlineMs) continue;
    const late = tried[position + 1];
    const message = late
      ? `If every target up to "${target.id}" hangs, ${spentMs} ms pass and "${late.id}" may get no turn within ${deadlineMs} ms.`
      : `The targets may take ${spentMs} ms, more than the deadline of ${deadlineMs} ms; "${target.id}" gets less than its time.`;
    return [warning(["budget", "deadlineMs"], { code: "deadline-too-short", message })];
  }
  return [];
}

/** The longest that a target's attempts take, whatever its number of endpoints: they share `connectMs`. What an API in the chain may take is known where its targets are. */
export function worstMs(target: PolicyTarget): number {
  if (target.kind === "api") return 0;
  const { connectMs, firstByteMs } = DEFAULTS.timeouts;
  const once = (target.timeouts?.connectMs ?? connectMs) + (target.timeouts?.firstByteMs ?? firstByteMs);
  return Math.min(once, target.timeouts?.attemptMs ?? Infinity) * (target.attempts?.max ?? 1);
}

function attempts(policy: AnyPolicy): Finding[] {
  const maxAttempts = policy.budget?.maxAttempts ?? DEFAULTS.budget.maxAttempts;
  const network = policy.chain.filter(isNetwork).length;
  if (maxAttempts >= network) return [];
  const message = `${maxAttempts} attempts do not reach all ${network} network targets.`;
  return [warning(["budget", "maxAttempts"], { code: "too-few-attempts", message })];
}
