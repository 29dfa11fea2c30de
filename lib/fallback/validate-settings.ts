import { DEFAULTS } from "./defaults.ts";
import { error, isNetwork, warning, type PolicyTarget } from "./finding.ts";
import type { AnyPolicy } from "./resolved.ts";
import type { Finding } from "./schema.ts";
import { checkStatuses } from "./validate-statuses.ts";

const CHANGES_STATE = new Set(["POST", "PUT", "PATCH", "DELETE"]);

/** Rules about the settings next to the chain. */
export function checkSettings(policy: AnyPolicy): Finding[] {
  return [
    ...checkStatuses(policy.triggers?.status, ["triggers", "status"]),
    ...nonIdempotent(policy),
    ...idempotentUnsafe(policy),
    ...safeMethods(policy),
    ...slowFailures(policy),
    ...clientRetries(policy),
    ...exhaustion(policy),
  ];
}

function nonIdempotent(policy: AnyPolicy): Finding[] {
  const mode = policy.replay?.nonIdempotent;
  const network = policy.chain.filter(isNetwork);
  if (mode !== "always" && mode !== "with_key") return [];
  const lacking = network.filter((target) => !target.semantics?.sharesDedupStore);
  if (lacking.length === 0) return [];
  if (network.length < 2) return mode === "always" ? repeatedAlone(policy, lacking) : [];
  const names = lacking.map((target) => `"${target.id}"`).join(", ");
  const message =
    mode === "always"
      ? `A request may be executed twice: ${names} do not declare a shared deduplication store. Accept this or change it.`
      : `The key protects nothing: ${names} do not declare a shared deduplication store. Accept this or change it.`;
  return [error(["replay", "nonIdempotent"], { code: "replay-without-dedup", message })];
}

/**
 * A lone target is asked again where it has several attempts; with a key only if it declares that it honours keys. A warning: an
 * error would keep what was published before from being compiled, an emergency's block too.
 */
function repeatedAlone({ budget }: AnyPolicy, lacking: readonly PolicyTarget[]): Finding[] {
  return lacking.flatMap(({ id, attempts }) => {
    const times = Math.min(attempts?.max ?? 1, budget?.maxAttempts ?? DEFAULTS.budget.maxAttempts);
    if (times < 2) return [];
    const message = `A request may be executed up to ${times} times: "${id}" is tried again and declares no deduplication store.`;
    return [warning(["replay", "nonIdempotent"], { code: "replay-without-dedup", message })];
  });
}

function idempotentUnsafe(policy: AnyPolicy): Finding[] {
  const network = policy.chain.filter(isNetwork);
  if (policy.replay?.idempotentUnsafe !== "always" || network.length < 2) return [];
  if (network.every((target) => target.semantics?.sharesState)) return [];
  const message =
    "PUT and DELETE are idempotent within one store only, and not all targets declare shared state.";
  return [warning(["replay", "idempotentUnsafe"], { code: "replay-without-shared-state", message })];
}

function safeMethods(policy: AnyPolicy): Finding[] {
  return (policy.replay?.safeMethods ?? []).flatMap((method, index) =>
    CHANGES_STATE.has(method)
      ? [
          warning(["replay", "safeMethods", index], {
            code: "unsafe-method",
            message: `${method} may change state; it would be repeated freely.`,
          }),
        ]
      : [],
  );
}

/** More attempts than this of one call let an outage feed itself. */
const ATTEMPTS_OF_A_CALL_MAX = 9;

/** Retries of clients and of the gateway multiply. */
function clientRetries({ budget, chain }: AnyPolicy): Finding[] {
  const retries = budget?.clientRetries ?? 0;
  if (retries === 0) return [];
  const offered = chain.filter(isNetwork).reduce((sum, { attempts }) => sum + (attempts?.max ?? 1), 0);
  const own = Math.min(budget?.maxAttempts ?? DEFAULTS.budget.maxAttempts, offered);
  const product = (1 + retries) * own;
  if (product <= ATTEMPTS_OF_A_CALL_MAX) return [];
  const message = `One call may become ${product} attempts: clients send it up to ${1 + retries} times, the gateway tries up to ${own} times each. Stay at ${ATTEMPTS_OF_A_CALL_MAX} or fewer, or an outage feeds itself.`;
  return [warning(["budget", "clientRetries"], { code: "retry-storm", message })];
}

function slowFailures(policy: AnyPolicy): Finding[] {
  const cutoffMs = policy.budget?.slowFailureCutoffMs;
  const deadlineMs = policy.budget?.deadlineMs ?? DEFAULTS.budget.deadlineMs;
  if (cutoffMs === undefined || cutoffMs < deadlineMs) return [];
  const message = `Not shorter than the deadline of ${deadlineMs} ms, so it never applies.`;
  return [warning(["budget", "slowFailureCutoffMs"], { code: "no-effect", message })];
}

function exhaustion(policy: AnyPolicy): Finding[] {
  const given = policy.whenExhausted;
  if (given?.status === undefined) return [];
  const path = ["whenExhausted", "status"];
  if (given.respond !== "synthetic") {
    return [warning(path, { code: "no-effect", message: `Not used with "${given.respond}".` })];
  }
  if (given.status >= 400) return [];
  return [error(path, { code: "status-not-a-failure", message: "A failure is answered with 400 or above." })];
}
