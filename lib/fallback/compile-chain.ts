import { nameSet, statusTable } from "./intern.ts";
import { isEligible, plainGet, type Eligibility } from "./request.ts";
import type {
  ResolvedActiveHealth,
  ResolvedPassiveHealth,
  ResolvedTriggers,
  ResolvedUnboundNetwork,
  ResolvedUnboundPolicy,
  ResolvedUnboundTarget,
} from "./resolved.ts";
import type { AttemptStep, Step } from "./step.ts";

/** What every compiled target has, of whatever kind. */
interface CompiledBase extends Eligibility {
  index: number;
  id: string;
}

export interface CompiledNetwork extends CompiledBase {
  network: true;
  minUsefulMs: number;
  sharesState: boolean;
  sharesDedupStore: boolean;
  triggers: ResolvedTriggers;
  /** By status code: 1 where the response moves the request on. */
  failStatus: Uint8Array;
  /** By status code: 1 where the response counts against passive health. */
  passiveStatus: Uint8Array;
  passive: ResolvedPassiveHealth;
  active: ResolvedActiveHealth | undefined;
  /** By status code: 1 where an active http check passes. */
  activeStatus: Uint8Array;
  /** Hold-down of this target; 0 in a chain with no other network target. */
  holdDownMs: number;
  /** The step for a request that has its whole deadline left: shared, never allocated per request. */
  freshStep: AttemptStep;
  relayStep: Extract<Step, { kind: "relay" }>;
  /** Limit of one attempt up to the response's headers; Infinity where there is none. */
  attemptMs: number;
}

export interface CompiledLocal extends CompiledBase {
  network: false;
  kind: "static" | "stale";
  /** The status of a static target; 200 for stale. */
  status: number;
  step: Extract<Step, { kind: "local" }>;
}

export type CompiledTarget = CompiledNetwork | CompiledLocal;

/**
 * A policy prepared for serving: made once per publish, shared by every request, never changed.
 * `targets[i]` compiles `policy.chain[i]`.
 */
export interface CompiledChain {
  policy: ResolvedUnboundPolicy;
  targets: readonly CompiledTarget[];
  safeMethods: ReadonlySet<string>;
  /** Lower case. */
  idempotencyHeader: string;
  bodyMaxBytes: number;
  slowFailureCutoffMs: number;
  /** Which failed response the engine keeps (head and a bounded body) until the end: the latest, the first, or none. */
  keepResponse: "last" | "first" | "none";
  /** Targets with a canary share, each with the running sum of shares (0–1). */
  canaries: readonly { target: number; below: number }[];
  /** Where a plain GET goes when all is well. */
  home: number;
}

/** Prepares a resolved policy for serving. Total: any policy of the schema compiles. */
export function compileChain(policy: ResolvedUnboundPolicy): CompiledChain {
  const targets = policy.chain.map((target, index) => compileTarget(policy, target, index));
  const get = plainGet(0);
  const { respond } = policy.whenExhausted;
  return {
    policy,
    targets,
    safeMethods: nameSet(policy.replay.safeMethods),
    idempotencyHeader: policy.replay.idempotencyHeader.toLowerCase(),
    bodyMaxBytes: policy.replay.bodyMaxBytes,
    slowFailureCutoffMs: policy.budget.slowFailureCutoffMs ?? Infinity,
    keepResponse: respond === "synthetic" ? "none" : respond,
    canaries: compileCanaries(policy),
    home: Math.max(
      0,
      targets.findIndex((target) => isEligible(target, get)),
    ),
  };
}

function compileTarget(
  policy: ResolvedUnboundPolicy,
  target: ResolvedUnboundTarget,
  index: number,
): CompiledTarget {
  const base: CompiledBase = {
    index,
    id: target.id,
    methods: methodsOf(policy, target),
    headers: (target.when.header ?? []).map((test) => ({
      name: test.name.toLowerCase(),
      present: test.present ?? true,
      equals: test.equals,
    })),
  };
  if (target.kind === "static" || target.kind === "stale") {
    const status = target.kind === "static" ? target.status : 200;
    return { ...base, network: false, kind: target.kind, status, step: { kind: "local", target: index } };
  }
  return compileNetwork(policy, target, base);
}

function compileNetwork(
  policy: ResolvedUnboundPolicy,
  target: ResolvedUnboundNetwork,
  base: CompiledBase,
): CompiledNetwork {
  const { index } = base;
  const others = policy.chain.some(
    (other) => other !== target && other.kind !== "static" && other.kind !== "stale",
  );
  const attemptMs = target.timeouts.attemptMs ?? Infinity;
  const { connectMs, firstByteMs, idleMs } = target.timeouts;
  const { deadlineMs } = policy.budget;
  return {
    ...base,
    network: true,
    minUsefulMs: target.minUsefulMs,
    sharesState: target.semantics.sharesState,
    sharesDedupStore: target.semantics.sharesDedupStore,
    triggers: target.triggers,
    failStatus: statusTable(target.triggers.status),
    passiveStatus: statusTable(target.health.passive.statuses),
    passive: target.health.passive,
    active: target.health.active,
    activeStatus: statusTable(target.health.active?.expect ?? []),
    holdDownMs: others ? policy.failback.holdDownMs : 0,
    attemptMs,
    relayStep: { kind: "relay", target: index },
    freshStep: attemptStep(index, { connectMs, firstByteMs, idleMs, attemptMs }, deadlineMs),
  };
}

interface Limits {
  connectMs: number;
  firstByteMs: number;
  idleMs: number;
  attemptMs: number;
}

/** An attempt with its limits clipped to the time that remains. */
export function attemptStep(target: number, limits: Limits, remainingMs: number): AttemptStep {
  const attemptIsDeadline = remainingMs <= limits.attemptMs;
  return {
    kind: "attempt",
    target,
    connectMs: limits.connectMs,
    firstByteMs: limits.firstByteMs,
    idleMs: limits.idleMs,
    attemptMs: attemptIsDeadline ? remainingMs : limits.attemptMs,
    attemptIsDeadline,
  };
}

/** `when.methods`, narrowed to what the target can do at all: a read-only one takes safe methods, a stale one its own. */
function methodsOf(
  policy: ResolvedUnboundPolicy,
  target: ResolvedUnboundTarget,
): ReadonlySet<string> | undefined {
  let methods: readonly string[] | undefined = target.when.methods;
  const narrow = (to: readonly string[]) => {
    methods = methods ? methods.filter((method) => to.includes(method)) : to;
  };
  if (target.semantics.readOnly) narrow(policy.replay.safeMethods);
  if (target.kind === "stale") narrow(target.methods);
  return methods && nameSet(methods);
}

function compileCanaries(policy: ResolvedUnboundPolicy): CompiledChain["canaries"] {
  let below = 0;
  const canaries: { target: number; below: number }[] = [];
  policy.chain.forEach((target, index) => {
    // The first target gets everything anyway, and a local one is not exercised by answering.
    if (index === 0 || target.canaryPercent <= 0 || target.kind === "static" || target.kind === "stale")
      return;
    below += target.canaryPercent / 100;
    canaries.push({ target: index, below });
  });
  return canaries;
}
