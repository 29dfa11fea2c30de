import type { CompiledChain, CompiledTarget } from "./compile-chain.ts";
import type { RequestFacts } from "./request.ts";
import type { Step, TraceEntry } from "./step.ts";
import type { TargetState } from "./target-state.ts";

/** The gateway's live knowledge of a chain. `states[i]` belongs to target i; absent = up; local targets have none. */
export interface ChainView {
  readonly states: readonly (TargetState | undefined)[];
}

/**
 * One request on its way through a chain: created by `beginServe`, advanced in place by `nextStep`. One object per request;
 * sets of targets are bit masks (bit i = target i).
 */
export interface Decision {
  readonly chain: CompiledChain;
  readonly view: ChainView;
  readonly request: RequestFacts;
  /** End of the time for answering, up to the commit. */
  readonly deadlineAtMs: number;
  /** The step to do now. */
  step: Step;
  /** Keep the body (at most `bodyMaxBytes`) while it is sent: a later target may need it. */
  keepBody: boolean;
  attempts: number;
  /** Name of the first failure or skip that mattered; "" while the first choice answers. For `X-Fallback-Reason`. */
  reason: string;
  /** The request started at this canary; −1 = no canary. */
  readonly canary: number;
  readonly trace: TraceEntry[] | undefined;

  /** Next place in the chain to look at; −1 = the canary. */
  cursor: number;
  /** Attempted or answered from. */
  tried: number;
  /** Passed over in hold-down and not tried since. */
  held: number;
  /** Passed over as ejected and not tried since. */
  ejected: number;
  /** The target in use was tried although its state forbids it, because nothing else was left. */
  forced: boolean;
  attemptAtMs: number;
  /** Failed attempts. */
  failures: number;
  /** The body went through unkept: no second network attempt. */
  bodyLost: boolean;
  /** Only local targets may follow a failure as slow as the last. */
  localOnly: boolean;
  /** An unsafe request may have been executed by a target that failed it. */
  tainted: boolean;
  /** Every such target declares it. */
  taintedShareState: boolean;
  taintedShareDedup: boolean;
  /** Something was passed over since the last failure because the request may have been executed. */
  stoppedForSafety: boolean;
  /** Target whose failed response is kept for the end, −1 = none. */
  kept: number;
  keptStatus: number;
  /** Status of the problem document if nothing can be relayed. */
  finalStatus: number;
  /** Status of the response being relayed. */
  answerStatus: number;
  /** The response being relayed is itself the failure. */
  failureReturned: boolean;
}

/** A decision at its very start, before its first step. */
export function newDecision(chain: CompiledChain, view: ChainView, request: RequestFacts): Decision {
  const clientMs = request.clientDeadlineMs ?? Infinity;
  const canary = chooseCanary(chain, request.draw);
  return {
    chain,
    view,
    request,
    deadlineAtMs: request.receivedAtMs + Math.min(chain.policy.budget.deadlineMs, clientMs),
    step: NOT_STARTED,
    keepBody: false,
    attempts: 0,
    reason: "",
    canary,
    trace: request.withTrace === true ? [] : undefined,
    cursor: canary === -1 ? 0 : -1,
    tried: 0,
    held: 0,
    ejected: 0,
    forced: false,
    attemptAtMs: 0,
    failures: 0,
    bodyLost: false,
    localOnly: false,
    tainted: false,
    taintedShareState: true,
    taintedShareDedup: true,
    stoppedForSafety: false,
    kept: -1,
    keptStatus: 0,
    finalStatus: 503,
    answerStatus: 0,
    failureReturned: false,
  };
}

const NOT_STARTED: Step = { kind: "stop" };

function chooseCanary(chain: CompiledChain, draw: number): number {
  for (const canary of chain.canaries) if (draw < canary.below) return canary.target;
  return -1;
}

/** Takes the next target in order (canary first, then the chain) that is not taken yet; `undefined` at the end. */
export function takeNext(decision: Decision): CompiledTarget | undefined {
  const { targets } = decision.chain;
  if (decision.cursor < 0) {
    decision.cursor = 0;
    return targets[decision.canary];
  }
  while (decision.cursor < targets.length) {
    const target = targets[decision.cursor];
    decision.cursor += 1;
    if (target && !isTaken(decision, target.index)) return target;
  }
  return undefined;
}

/** Whether a target was tried, or passed over for its state. */
export function isTaken(decision: Decision, index: number): boolean {
  return ((decision.tried | decision.held | decision.ejected) & (1 << index)) !== 0;
}
