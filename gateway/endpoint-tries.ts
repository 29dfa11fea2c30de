import { OUTCOMES, type Outcome } from "#lib/fallback";
import type { Endpoint, HttpUpstream } from "./http-upstream.ts";

const NONE: readonly Endpoint[] = [];

/** The endpoints that one request is sent to, target after target: at one target none twice while there is another. */
export class EndpointTries {
  #upstream: HttpUpstream | undefined;
  /** The last one tried at the target; nearly all requests try one, and need no list. */
  #last: Endpoint | undefined;
  #earlier = NONE;

  /** Where an attempt on a target starts. `repeat`: attempts of this request on it before. */
  first(upstream: HttpUpstream | undefined, repeat: number): Endpoint | undefined {
    if (repeat === 0) {
      this.#last = undefined;
      this.#earlier = NONE;
    }
    this.#upstream = upstream;
    const other = this.#last && this.#other();
    return this.#take(other ?? upstream?.nextEndpoint());
  }

  /**
   * An endpoint of the same target that was not tried, after a failure of another that left the request unprocessed and this
   * much of the attempt's time. A target of several has failed when none of them can be reached in the time of one attempt.
   */
  after(outcome: Outcome, leftMs: number): Endpoint | undefined {
    if (leftMs <= 0 || OUTCOMES[outcome].mayHaveExecuted) return undefined;
    return this.#take(this.#other());
  }

  #other(): Endpoint | undefined {
    return this.#upstream?.otherThan(this.#last ? [...this.#earlier, this.#last] : this.#earlier);
  }

  #take(endpoint: Endpoint | undefined): Endpoint | undefined {
    if (!endpoint) return undefined;
    if (this.#last) this.#earlier = [...this.#earlier, this.#last];
    this.#last = endpoint;
    return endpoint;
  }
}
