import type { CompiledChain } from "./compile-chain.ts";
import type { ServeEvent, Step, TraceEntry } from "./step.ts";
import type { TargetState } from "./target-state.ts";

/** What the decision needs to know of a request. A server's own request object may implement it. */
export interface RequestFacts {
  /** Upper case. */
  readonly method: string;
  /** Declared or known length; 0 = no body, −1 = not declared. */
  readonly bodyBytes: number;
  /** Time the client leaves, from its deadline header; absent = the policy's deadline only. */
  readonly clientDeadlineMs?: number;
  readonly receivedAtMs: number;
  /** In [0, 1): chooses canaries. */
  readonly draw: number;
  /** First value of a header, by lower-case name. Called only where the policy looks at headers. */
  header(name: string): string | undefined;
}

/** The gateway's live knowledge of a chain. `states[i]` belongs to target i; entries of local targets are not read. */
export interface ChainView {
  readonly states: readonly (TargetState | undefined)[];
}

/** One request on its way through a chain. Created by `beginServe`, advanced in place by `nextStep`; one object per request. */
export interface Decision {
  readonly chain: CompiledChain;
  /** The step to do now. */
  step: Step;
  /** Keep the body while sending it: a later target may need it. */
  readonly keepBody: boolean;
  attempts: number;
  /** This request started at a canary; not counted as rescued. */
  readonly canary: boolean;
  /** Name of the first failure or skip, "" while the first choice answers. For `X-Fallback-Reason`. */
  reason: string;
  trace: TraceEntry[] | undefined;
}

/**
 * Starts a request (§2 `serve`). Do `decision.step`, then report to `nextStep` until the step is
 * `relay`, `local` (answered), `exhausted`, `refuse` or `stop`. `now` is `request.receivedAtMs`.
 */
export declare function beginServe(chain: CompiledChain, view: ChainView, request: RequestFacts): Decision;
/** Reports what came of `decision.step` and gets the next step. Call it when response headers arrive, before commit. */
export declare function nextStep(decision: Decision, event: ServeEvent): Step;
/** Whether the answer counts as rescued: a later target answered after an earlier one failed this very request. Canaries do not. */
export declare function isRescued(decision: Decision): boolean;
