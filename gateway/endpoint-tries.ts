import { isLastTry, OUTCOMES, type AttemptStep, type Decision } from "#lib/fallback";
import type { AttemptFailure } from "./forward.ts";
import type { Endpoint, HttpUpstream } from "./http-upstream.ts";

/** An attempt goes on at another endpoint of its target. */
interface Further {
  step: AttemptStep;
  endpoint: Endpoint;
}

const NONE: readonly Endpoint[] = [];
/** How long an endpoint where no connection came about in time is asked only in want of another. */
const SILENT_MS = 10_000;

/** The endpoints that one request is sent to, target after target: at one target none twice while there is another. */
export class EndpointTries {
  #upstream: HttpUpstream | undefined;
  /** The last one tried at the target; nearly all requests try one, and need no list. */
  #last: Endpoint | undefined;
  #earlier = NONE;
  /** What the endpoint before failed of, in the same attempt. */
  #failure: AttemptFailure | undefined;
  /** To connect, beyond the attempt's own `connectMs`. */
  #extraMs = 0;

  /** Where an attempt starts. `upstreams`: by target. */
  first(
    upstreams: readonly (HttpUpstream | undefined)[],
    { target, repeat = 0 }: AttemptStep,
    nowMs: number,
  ): Endpoint | undefined {
    if (this.#upstream) this.#restart(repeat);
    const upstream = upstreams[target];
    this.#upstream = upstream;
    const other = this.#last && this.#other(nowMs);
    return this.#take(other ?? upstream?.nextEndpoint(nowMs));
  }

  #restart(repeat: number): void {
    this.#failure = undefined;
    this.#extraMs = 0;
    if (repeat > 0) return;
    this.#last = undefined;
    this.#earlier = NONE;
  }

  /**
   * The attempt under way at an endpoint of its target that was not tried, after a failure that left the request unprocessed.
   * All of them have `connectMs` together: the next target does not wait for every endpoint of this one. See docs/decisions/0080.
   */
  after(failure: AttemptFailure, decision: Decision, nowMs: number): Further | undefined {
    const { step } = decision;
    const { mayHaveExecuted, recorded } = OUTCOMES[failure.outcome];
    if (step.kind !== "attempt" || mayHaveExecuted || !recorded) return undefined;
    const isSilent = failure.outcome === "connect_timeout";
    if (isSilent && !this.#hasTimeForSilence(decision, nowMs)) return undefined;
    const spentMs = nowMs - decision.attemptAtMs;
    const limits = {
      connectMs: step.connectMs + this.#extraMs - spentMs,
      attemptMs: step.attemptMs - spentMs,
    };
    const endpoint = limits.connectMs > 0 && limits.attemptMs > 0 ? this.#other(nowMs) : undefined;
    if (!endpoint || (isSilent && endpoint.silentUntilMs > nowMs)) return undefined;
    this.#failure = failure;
    this.#take(endpoint);
    return { step: { ...step, ...limits }, endpoint };
  }

  /** Time that no other try could use: once, if it is all there. */
  #hasTimeForSilence(decision: Decision, nowMs: number): boolean {
    if (this.#last) this.#last.silentUntilMs = nowMs + SILENT_MS;
    const { step, attemptAtMs } = decision;
    if (step.kind !== "attempt" || this.#extraMs > 0 || !isLastTry(decision, nowMs)) return false;
    this.#extraMs = step.connectMs;
    return nowMs - attemptAtMs + step.connectMs <= step.attemptMs;
  }

  /** What the attempt failed of: its last try, unless the request's deadline cut that short after another had failed. */
  causeOf(failure: AttemptFailure): AttemptFailure {
    return failure.outcome === "connect_deadline" ? (this.#failure ?? failure) : failure;
  }

  #other(nowMs: number): Endpoint | undefined {
    const tried = this.#last ? [...this.#earlier, this.#last] : this.#earlier;
    return this.#upstream?.otherThan(tried, nowMs);
  }

  #take(endpoint: Endpoint | undefined): Endpoint | undefined {
    if (!endpoint) return undefined;
    if (this.#last) this.#earlier = [...this.#earlier, this.#last];
    this.#last = endpoint;
    return endpoint;
  }
}
