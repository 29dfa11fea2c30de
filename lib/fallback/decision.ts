import type { CompiledChain, CompiledTarget } from "./compile-chain.ts";
import type { RetryBudget } from "./retry-budget.ts";
import type { RequestFacts } from "./request.ts";
import type { Step, TraceEntry } from "./step.ts";
import type { TargetState } from "./target-state.ts";

/** The gateway's live knowledge of a chain. `states[i]` belongs to target i; absent = up; local targets have none. */
export interface ChainView {
  readonly states: readonly (TargetState | undefined)[];
  /**
   * Requests under way per target, from the start of an attempt to the end of its response. Absent: nothing is limited.
   * Let an attempt that failed go before reporting it.
   */
  readonly inFlight?: readonly number[] | undefined;
  /** Pays for repeats. Absent: they are free. */
  readonly retries?: RetryBudget | undefined;
  /** The target that somebody pinned: it goes first whatever its state, and only those after it follow. */
  readonly pinned?: number | undefined;
  /** `failback.mode: sticky`: the target in service (`inServiceAfter`). Absent: the first. */
  readonly inService?: number | undefined;
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

  /** The target looked at before all others: the canary, or the one in service; −1 = none. */
  readonly first: number;
  /** Pinned target; −1 = none. */
  readonly pinned: number;
  /** Next place in the chain to look at; −1 = `first`. */
  cursor: number;
  /** Attempted or answered from. */
  tried: number;
  /** Passed over in hold-down or slow start, and not tried since. */
  held: number;
  /** Passed over as ejected, open or cooling, and not tried since. */
  unavailable: number;
  /** The target in use was tried although its state forbids it, because nothing else was left. */
  forced: boolean;
  attemptAtMs: number;
  /** The target of the latest attempt, −1 = none, and the attempts on it. */
  last: number;
  onLast: number;
  /** Spent so far waiting for targets that asked for it. */
  waitedMs: number;
  /** Failed attempts. */
  failures: number;
  /** The body went through unkept: no second network attempt. */
  bodyLost: boolean;
  /** Only local targets may follow a failure as slow as the last. */
  localOnly: boolean;
  /** The targets that failed an unsafe request and may have executed it. */
  executors: number;
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
  const pinned = view.pinned ?? -1;
  const sticky = pinned < 0 && chain.policy.failback.mode === "sticky" ? (view.inService ?? -1) : -1;
  const moved = sticky === chain.home ? -1 : sticky;
  const canary = pinned >= 0 || moved >= 0 ? -1 : chooseCanary(chain, request.draw);
  const first = Math.max(canary, moved);
  return {
    chain,
    view,
    request,
    deadlineAtMs: request.receivedAtMs + Math.min(chain.policy.budget.deadlineMs, clientMs),
    step: NOT_STARTED,
    keepBody: false,
    attempts: 0,
    reason: whyElsewhere(chain, pinned, moved),
    canary,
    trace: request.withTrace === true ? [] : undefined,
    first,
    pinned,
    cursor: startOf(first, pinned),
    tried: 0,
    held: 0,
    unavailable: 0,
    forced: false,
    attemptAtMs: 0,
    last: -1,
    onLast: 0,
    waitedMs: 0,
    failures: 0,
    bodyLost: false,
    localOnly: false,
    executors: 0,
    stoppedForSafety: false,
    kept: -1,
    keptStatus: 0,
    finalStatus: 503,
    answerStatus: 0,
    failureReturned: false,
  };
}

const NOT_STARTED: Step = { kind: "stop" };

function startOf(first: number, pinned: number): number {
  if (pinned >= 0) return pinned;
  return first >= 0 ? -1 : 0;
}

function whyElsewhere(chain: CompiledChain, pinned: number, moved: number): string {
  if (pinned >= 0) return pinned === chain.home ? "" : "pinned";
  return moved >= 0 ? "sticky" : "";
}

function chooseCanary(chain: CompiledChain, draw: number): number {
  for (const canary of chain.canaries) if (draw < canary.below) return canary.target;
  return -1;
}

/** Takes the next target in order (§2 `order`) that is not taken yet; `undefined` at the end. */
export function takeNext(decision: Decision): CompiledTarget | undefined {
  const { targets } = decision.chain;
  if (decision.cursor < 0) {
    decision.cursor = 0;
    return targets[decision.first];
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
  return ((decision.tried | decision.held | decision.unavailable) & (1 << index)) !== 0;
}
