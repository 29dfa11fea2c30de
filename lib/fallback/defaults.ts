import type {
  AnyPolicy,
  AnyTarget,
  ResolvedActiveHealth,
  ResolvedAttempts,
  ResolvedCircuit,
  ResolvedFailback,
  ResolvedPassiveHealth,
  ResolvedPolicy,
  ResolvedTriggers,
  ResolvedUnboundPolicy,
  ResolvedUnboundTarget,
} from "./resolved.ts";
import type { ActiveHealth, Circuit, FallbackPolicy, UnboundPolicy } from "./schema.ts";

/** Every default of fallback/v1 (§1.1), in one place. */
export const DEFAULTS = {
  timeouts: { connectMs: 500, firstByteMs: 4000, idleMs: 30_000 },
  minUsefulMs: 50,
  active: {
    path: "/",
    method: "GET",
    intervalMs: 10_000,
    timeoutMs: 2000,
    expect: [[200, 399]],
    healthySuccesses: 2,
    unhealthyFailures: 3,
    initial: "up",
  } as Omit<ResolvedActiveHealth, "type" | "host" | "unhealthyIntervalMs">,
  passive: {
    failures: 3,
    windowMs: 10_000,
    statuses: [502, 503, 504],
    ejectMs: 10_000,
  } as ResolvedPassiveHealth,
  triggers: {
    connectFailure: true,
    reset: true,
    firstByteTimeout: true,
    attemptTimeout: true,
    status: [502, 503, 504],
    unhealthy: true,
    circuitOpen: true,
    overloaded: true,
    responseHeader: [],
  } as ResolvedTriggers,
  circuit: {
    failurePercent: 50,
    minRequests: 20,
    windowMs: 10_000,
    openMs: 10_000,
    maxOpenMs: 120_000,
    halfOpenMax: 1,
  } as ResolvedCircuit,
  attempts: { max: 1, backoff: { baseMs: 50, maxMs: 1000, jitter: "full" } } as ResolvedAttempts,
  semantics: { sharesState: false, sharesDedupStore: false, readOnly: false },
  replay: {
    safeMethods: ["GET", "HEAD", "OPTIONS", "TRACE"],
    idempotentUnsafe: "shared_state",
    nonIdempotent: "before_send",
    idempotencyHeader: "Idempotency-Key",
    bodyMaxBytes: 65_536,
    bodyOverLimit: "no_fallback",
  } as ResolvedPolicy["replay"],
  budget: { deadlineMs: 20_000, maxAttempts: 4, retryRatioPercent: 20, minRetriesPerSec: 10 },
  retryAfter: { mode: "skip_target", maxWaitMs: 2000 } as ResolvedPolicy["retryAfter"],
  failback: { mode: "auto", holdDownMs: 30_000, slowStartMs: 0, steps: [] } as ResolvedFailback,
  allUnavailable: "try_last" as ResolvedPolicy["allUnavailable"],
  whenExhausted: { respond: "last", status: 503 } as ResolvedPolicy["whenExhausted"],
  stream: { commit: "headers", firstEventMs: 10_000, onBreak: "abort" } as ResolvedPolicy["stream"],
  exposure: { clientHeaders: false },
  host: { mode: "upstream" } as { mode: "pass" | "upstream" | "set"; value?: string },
  staleMethods: ["GET"] as ("GET" | "HEAD")[],
};

/** Fills every default of fallback/v1. `when.features`, `triggers.ai` and `onUnsupported` are left out: nothing acts on them yet. */
export function resolvePolicy(policy: FallbackPolicy): ResolvedPolicy;
export function resolvePolicy(policy: UnboundPolicy): ResolvedUnboundPolicy;
export function resolvePolicy(policy: AnyPolicy): ResolvedUnboundPolicy {
  const triggers = fill(DEFAULTS.triggers, policy.triggers);
  return {
    id: policy.id,
    chain: policy.chain.map((target) => resolveTarget(target, triggers)),
    replay: fill(DEFAULTS.replay, policy.replay),
    budget: {
      ...fill(DEFAULTS.budget, policy.budget),
      ...optional("slowFailureCutoffMs", policy.budget?.slowFailureCutoffMs),
    },
    retryAfter: fill(DEFAULTS.retryAfter, policy.retryAfter),
    failback: {
      ...fill(DEFAULTS.failback, policy.failback),
      ...optional("flap", policy.failback?.flap),
    },
    allUnavailable: policy.allUnavailable ?? DEFAULTS.allUnavailable,
    whenExhausted: fill(DEFAULTS.whenExhausted, policy.whenExhausted),
    stream: fill(DEFAULTS.stream, policy.stream),
    exposure: fill(DEFAULTS.exposure, policy.exposure),
  };
}

function resolveTarget(target: AnyTarget, triggers: ResolvedTriggers): ResolvedUnboundTarget {
  const base = {
    id: target.id,
    when: target.when ?? {},
    minUsefulMs: target.minUsefulMs ?? DEFAULTS.minUsefulMs,
    semantics: fill(DEFAULTS.semantics, target.semantics),
    failureDomain: target.failureDomain ?? {},
    canaryPercent: target.canaryPercent ?? 0,
  };
  switch (target.kind) {
    case "static":
      return { ...own(target), ...base };
    case "stale":
      return {
        ...own(target),
        ...base,
        methods: target.methods ?? DEFAULTS.staleMethods,
        varyBy: target.varyBy ?? [],
      };
    case "http":
      return {
        ...own(target),
        ...base,
        ...networkPart(target, triggers),
        host: target.host ?? DEFAULTS.host,
      };
    case "api":
      return { ...own(target), ...base, ...networkPart(target, triggers) };
    case "ai":
      return { ...own(target), ...base, ...networkPart(target, triggers) };
  }
}

/** What is particular to the target's kind: everything but the shared fields, which are resolved. */
function own<T extends AnyTarget>(target: T): Omit<T, SharedField> {
  const copy: Partial<T> = { ...target };
  for (const field of SHARED_FIELDS) delete copy[field];
  return copy as Omit<T, SharedField>;
}

const SHARED_FIELDS = [
  "when",
  "timeouts",
  "attempts",
  "minUsefulMs",
  "health",
  "circuit",
  "maxConcurrent",
  "onFailure",
  "semantics",
  "failureDomain",
  "canaryPercent",
] as const;
type SharedField = (typeof SHARED_FIELDS)[number];

function networkPart(target: AnyTarget, triggers: ResolvedTriggers) {
  const { timeouts, health, onFailure, circuit, attempts } = target;
  return {
    timeouts: { ...fill(DEFAULTS.timeouts, timeouts), ...optional("attemptMs", timeouts?.attemptMs) },
    health: {
      passive: fill(DEFAULTS.passive, health?.passive),
      ...optional("active", health?.active && resolveActive(health.active)),
    },
    circuit: circuit ? resolveCircuit(circuit) : DEFAULTS.circuit,
    attempts: fill(DEFAULTS.attempts, attempts),
    ...optional("maxConcurrent", target.maxConcurrent),
    triggers: fill(triggers, onFailure),
  };
}

function resolveCircuit(circuit: Circuit): ResolvedCircuit {
  return { ...fill(DEFAULTS.circuit, circuit), ...optional("consecutive", circuit.consecutive) };
}

function resolveActive(active: ActiveHealth): ResolvedActiveHealth {
  const filled = fill(DEFAULTS.active, active);
  return {
    ...filled,
    type: active.type,
    unhealthyIntervalMs: active.unhealthyIntervalMs ?? filled.intervalMs,
    ...optional("host", active.host),
  };
}

/** The member if it has a value, else nothing. */
function optional<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]: V });
}

type Given<T> = { [K in keyof T]?: T[K] | undefined };

/** The defaults with what is given laid over them, themselves where nothing is; unknown and undefined members are left out. */
function fill<T extends object>(defaults: T, given: Given<T> | undefined): T {
  if (!given) return defaults;
  const filled = { ...defaults };
  for (const key of Object.keys(defaults) as (keyof T)[]) {
    const value = given[key];
    if (value !== undefined) filled[key] = value as T[keyof T];
  }
  return filled;
}
