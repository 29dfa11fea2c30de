import type {
  ApiTarget,
  Budget,
  FallbackPolicy,
  HttpTarget,
  Replay,
  StaleTarget,
  StaticTarget,
  StatusRange,
  Target,
  TargetBinding,
  UnboundPolicy,
  UnboundTarget,
} from "./schema.ts";

/** Every member given. */
type Filled<T> = { [K in keyof T]-?: Exclude<T[K], undefined> };

/** A target in either form. An `api` target says nothing of what only the other API's owner can say. */
export type AnyTarget =
  | Exclude<Target | UnboundTarget, ApiTarget>
  | (ApiTarget & { [K in Exclude<keyof HttpTarget, keyof ApiTarget>]?: undefined });

/** A policy in either form; the decision core reads nothing that a binding holds. */
export type AnyPolicy = Omit<UnboundPolicy, "chain"> & { chain: AnyTarget[] };

export interface ResolvedTriggers {
  connectFailure: boolean;
  reset: boolean;
  firstByteTimeout: boolean;
  attemptTimeout: boolean;
  status: StatusRange[];
  unhealthy: boolean;
  circuitOpen: boolean;
  overloaded: boolean;
  responseHeader: { name: string; equals?: string | undefined }[];
}

export interface ResolvedActiveHealth {
  type: "http" | "tcp";
  path: string;
  method: string;
  host?: string;
  intervalMs: number;
  /** Interval while the target is down; equals `intervalMs` unless set. */
  unhealthyIntervalMs: number;
  timeoutMs: number;
  expect: StatusRange[];
  healthySuccesses: number;
  unhealthyFailures: number;
  initial: "up" | "down";
}

export interface ResolvedPassiveHealth {
  failures: number;
  windowMs: number;
  statuses: StatusRange[];
  ejectMs: number;
}

export interface ResolvedCircuit {
  /** Failures in a row that open it. Absent: any number. */
  consecutive?: number;
  failurePercent: number;
  minRequests: number;
  windowMs: number;
  openMs: number;
  maxOpenMs: number;
  halfOpenMax: number;
}

export interface ResolvedAttempts {
  /** On this target, the first included. */
  max: number;
  backoff: { baseMs: number; maxMs: number; jitter: "full" | "none" };
}

export interface ResolvedFailback {
  mode: "auto" | "manual" | "sticky";
  holdDownMs: number;
  /** 0 = none. */
  slowStartMs: number;
  /** Instead of a slow start, where there are any. */
  steps: { percent: number; forMs: number }[];
  flap?: { maxChanges: number; windowMs: number; penaltyMs: number };
}

export interface ResolvedTimeouts {
  connectMs: number;
  /** From the request having been sent to the response's headers. */
  firstByteMs: number;
  /** Longest silence in either direction after the response's headers. */
  idleMs: number;
  /** From the start of the attempt to the response's headers. Absent: none. */
  attemptMs?: number;
}

interface ResolvedBase {
  id: string;
  when: NonNullable<Target["when"]>;
  minUsefulMs: number;
  semantics: { sharesState: boolean; sharesDedupStore: boolean; readOnly: boolean };
  failureDomain: NonNullable<Target["failureDomain"]>;
  canaryPercent: number;
}

interface ResolvedNetworkBase extends ResolvedBase {
  timeouts: ResolvedTimeouts;
  health: { active?: ResolvedActiveHealth; passive: ResolvedPassiveHealth };
  circuit: ResolvedCircuit;
  attempts: ResolvedAttempts;
  /** Absent: none. */
  maxConcurrent?: number;
  /** The policy's triggers with the target's `onFailure` laid over them. */
  triggers: ResolvedTriggers;
}

type Bound = Pick<TargetBinding, "endpoints" | "protocol" | "tls" | "auth">;
type UnboundHttpFields = { kind: "http"; host: NonNullable<HttpTarget["host"]> } & Pick<
  HttpTarget,
  "rewrite"
>;
type Rest<K extends Target["kind"]> = Omit<
  Extract<Target, { kind: K }>,
  keyof ResolvedNetworkBase | "onFailure"
>;

export type ResolvedUnboundHttp = ResolvedNetworkBase & UnboundHttpFields;
export type ResolvedHttp = ResolvedUnboundHttp & Bound & Pick<HttpTarget, "mountPath">;
export type ResolvedApi = ResolvedNetworkBase & Pick<ApiTarget, "kind" | "apiId" | "version" | "entry">;
export type ResolvedAi = ResolvedNetworkBase & Rest<"ai">;
export type ResolvedStale = ResolvedBase &
  Pick<StaleTarget, "kind" | "maxStaleMs" | "isolateBy" | "maxEntryBytes"> &
  Filled<Pick<StaleTarget, "methods" | "varyBy">>;
export type ResolvedStatic = ResolvedBase &
  Pick<StaticTarget, "kind" | "status" | "headers" | "body" | "contentType" | "retryAfterS">;

/** A target that is reached over the network and has a state. */
export type ResolvedUnboundNetwork = ResolvedUnboundHttp | ResolvedApi | ResolvedAi;
/** A target the gateway answers itself. It has no state. */
export type ResolvedLocal = ResolvedStale | ResolvedStatic;
export type ResolvedUnboundTarget = ResolvedUnboundNetwork | ResolvedLocal;
export type ResolvedTarget = ResolvedHttp | ResolvedAi | ResolvedLocal;

interface ResolvedSettings {
  id: string;
  replay: Filled<Replay>;
  budget: Filled<Omit<Budget, "slowFailureCutoffMs" | "clientRetries">> & Pick<Budget, "slowFailureCutoffMs">;
  retryAfter: { mode: "skip_target" | "wait" | "ignore"; maxWaitMs: number };
  failback: ResolvedFailback;
  allUnavailable: NonNullable<FallbackPolicy["allUnavailable"]>;
  whenExhausted: { respond: "last" | "first" | "synthetic"; status: number };
  stream: {
    commit: "headers" | "first_event";
    /** From the response's headers to the first event. */
    firstEventMs: number;
    onBreak: "abort" | "error_event_then_abort";
  };
  exposure: { clientHeaders: boolean };
}

/** A policy with every default filled, for one environment. */
export interface ResolvedPolicy extends ResolvedSettings {
  chain: ResolvedTarget[];
}

/** The same without what bindings hold; a `ResolvedPolicy` is one too. */
export interface ResolvedUnboundPolicy extends ResolvedSettings {
  chain: ResolvedUnboundTarget[];
}
