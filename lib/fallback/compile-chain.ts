import type { Sharing } from "./circuit.ts";
import { compileFailback, type CompiledFailback } from "./failback.ts";
import { failureDomains } from "./failure-domains.ts";
import { homeOf, type Home } from "./home.ts";
import { nameSet, statusTable } from "./intern.ts";
import type { Eligibility } from "./request.ts";
import type {
  ResolvedActiveHealth,
  ResolvedAttempts,
  ResolvedCircuit,
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
  triggers: ResolvedTriggers;
  /** By status code: 1 where the response moves the request on. */
  failStatus: Uint8Array;
  /** By status code: 1 where the response counts against passive health. */
  passiveStatus: Uint8Array;
  passive: ResolvedPassiveHealth;
  /** Absent too where nothing moves a request on for what it says (`triggers.unhealthy`). */
  active: ResolvedActiveHealth | undefined;
  /** By status code: 1 where an active http check passes. */
  activeStatus: Uint8Array;
  circuit: ResolvedCircuit;
  /** Where several processes serve one gateway: this one. It takes its turns at a half-open circuit. */
  sharing: Sharing | undefined;
  failback: CompiledFailback;
  /** Headers of a response that move the request on; names in lower case. */
  headerTriggers: ResolvedTriggers["responseHeader"];
  /** `Retry-After` is obeyed. */
  cools: boolean;
  /** Requests go with the target's own credential, not with the client's. */
  ownCredential: boolean;
  attempts: ResolvedAttempts;
  /** Most requests at a time; Infinity where there is no limit. */
  maxConcurrent: number;
  /** The targets that fail together with this one, itself included: a bit mask. */
  sameDomain: number;
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
export interface CompiledChain extends Home {
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
  /** The targets that declare it: bit masks. */
  sharingState: number;
  sharingDedup: number;
  /** How long a request may wait for targets that asked for it (`retryAfter.mode: wait`), in all; 0 = not at all. */
  maxWaitMs: number;
  /** Event streams are committed at their first event, not at their headers (`stream.commit`). */
  commitsAtEvent: boolean;
  /**
   * An event stream that breaks off after its commit ends with an error event before the connection is cut
   * (`stream.onBreak`). Pass on whole events only, so that nothing half said is taken for an event.
   */
  tellsOfBreak: boolean;
}

/** Prepares a resolved policy for serving. Total: any policy of the schema compiles. `sharing`: for one process of several. */
export function compileChain(policy: ResolvedUnboundPolicy, sharing?: Sharing): CompiledChain {
  const hasOthers = policy.chain.filter(isNetwork).length > 1;
  const shared: Shared = {
    policy,
    sharing,
    failback: compileFailback(policy.failback, hasOthers),
    domains: failureDomains(policy.chain),
  };
  const targets = policy.chain.map((target, index) => compileTarget(shared, target, index));
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
    sharingState: maskOf(policy, (target) => target.semantics.sharesState),
    sharingDedup: maskOf(policy, (target) => target.semantics.sharesDedupStore),
    maxWaitMs: policy.retryAfter.mode === "wait" ? policy.retryAfter.maxWaitMs : 0,
    commitsAtEvent: policy.stream.commit === "first_event",
    tellsOfBreak: policy.stream.onBreak === "error_event_then_abort",
    ...homeOf(targets),
  };
}

/** What the targets of a chain have in common. */
interface Shared {
  policy: ResolvedUnboundPolicy;
  sharing: Sharing | undefined;
  failback: CompiledFailback;
  domains: number[];
}

function maskOf(policy: ResolvedUnboundPolicy, test: (target: ResolvedUnboundTarget) => boolean): number {
  return policy.chain.reduce((mask, target, index) => (test(target) ? mask | (1 << index) : mask), 0);
}

function isNetwork(target: ResolvedUnboundTarget): target is ResolvedUnboundNetwork {
  return target.kind !== "static" && target.kind !== "stale";
}

function compileTarget(shared: Shared, target: ResolvedUnboundTarget, index: number): CompiledTarget {
  const base: CompiledBase = {
    index,
    id: target.id,
    methods: methodsOf(shared.policy, target),
    headers: (target.when.header ?? []).map((test) => ({
      name: test.name.toLowerCase(),
      present: test.present ?? true,
      equals: test.equals,
    })),
  };
  if (!isNetwork(target)) {
    const status = target.kind === "static" ? target.status : 200;
    return { ...base, network: false, kind: target.kind, status, step: { kind: "local", target: index } };
  }
  return compileNetwork(shared, target, base);
}

function compileNetwork(
  { policy, sharing, failback, domains }: Shared,
  target: ResolvedUnboundNetwork,
  base: CompiledBase,
): CompiledNetwork {
  const { index } = base;
  const attemptMs = target.timeouts.attemptMs ?? Infinity;
  const { connectMs, firstByteMs, idleMs } = target.timeouts;
  const { deadlineMs } = policy.budget;
  return {
    ...base,
    network: true,
    minUsefulMs: target.minUsefulMs,
    triggers: target.triggers,
    failStatus: statusTable(target.triggers.status),
    passiveStatus: statusTable(target.health.passive.statuses),
    passive: target.health.passive,
    active: target.triggers.unhealthy ? target.health.active : undefined,
    activeStatus: statusTable(target.health.active?.expect ?? []),
    circuit: target.circuit,
    sharing,
    failback,
    headerTriggers: headerTriggers(target.triggers),
    cools: policy.retryAfter.mode !== "ignore",
    ownCredential: target.failureDomain.credential !== undefined || hasCredential(target),
    attempts: target.attempts,
    maxConcurrent: target.maxConcurrent ?? Infinity,
    sameDomain: domains[index] ?? 1 << index,
    attemptMs,
    relayStep: { kind: "relay", target: index },
    freshStep: attemptStep(index, { connectMs, firstByteMs, idleMs, attemptMs }, deadlineMs),
  };
}

function hasCredential(target: ResolvedUnboundNetwork): boolean {
  return "auth" in target && target.auth !== undefined;
}

function headerTriggers({ responseHeader }: ResolvedTriggers): ResolvedTriggers["responseHeader"] {
  if (responseHeader.length === 0) return responseHeader;
  return responseHeader.map(({ name, equals }) => ({ name: name.toLowerCase(), equals }));
}

interface Limits {
  connectMs: number;
  firstByteMs: number;
  idleMs: number;
  attemptMs: number;
  repeat?: number;
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
    repeat: limits.repeat ?? 0,
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
    if (index === 0 || target.canaryPercent <= 0 || !isNetwork(target)) return;
    below += target.canaryPercent / 100;
    canaries.push({ target: index, below });
  });
  return canaries;
}
