import type { ResolvedPassiveHealth, ResolvedActiveHealth, ResolvedTriggers, ResolvedUnboundPolicy, ResolvedUnboundTarget } from "./resolved.ts";
import type { AttemptStep } from "./step.ts";

export interface HeaderTest {
  /** Lower case. */
  name: string;
  present: boolean;
  equals: string | undefined;
}

/** What every compiled target has, of whatever kind. */
interface CompiledBase {
  index: number;
  id: string;
  /** Absent: any method. */
  methods: ReadonlySet<string> | undefined;
  headers: readonly HeaderTest[];
  readOnly: boolean;
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
  connectMs: number;
  firstByteMs: number;
  idleMs: number;
  /** Infinity where there is none. */
  attemptMs: number;
  /** The step for a request that has its whole deadline left: shared, never allocated per request. */
  freshStep: AttemptStep;
}

export interface CompiledLocal extends CompiledBase {
  network: false;
  kind: "static" | "stale";
  /** The status of a static target; 200 for stale. */
  status: number;
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
  deadlineMs: number;
  maxAttempts: number;
  slowFailureCutoffMs: number;
  /** Which failed responses the engine keeps (head and a bounded body) until the end: the latest, the first, or none. */
  keepResponse: "last" | "first" | "none";
  /** Targets with a canary share, with the running sum of shares (0–1). */
  canaries: readonly { target: number; below: number }[];
  /** Where a plain GET goes when all is well. */
  home: number;
}

/** Prepares a resolved policy for serving. Total: any policy of the schema compiles. */
export declare function compileChain(policy: ResolvedUnboundPolicy): CompiledChain;
export type { ResolvedUnboundTarget };
