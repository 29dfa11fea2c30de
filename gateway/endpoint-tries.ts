import { OUTCOMES, type Outcome } from "#lib/fallback";
import type { Endpoint, HttpUpstream } from "./http-upstream.ts";

/** The endpoints that one request is sent to, target after target: at one target none twice while there is another. */
export class EndpointTries {
  #upstream: HttpUpstream | undefined;
  #tried: Endpoint[] = [];

  /** Where an attempt on a target starts. `repeat`: attempts of this request on it before. */
  first(upstream: HttpUpstream | undefined, repeat: number): Endpoint | undefined {
    if (repeat === 0 && this.#tried.length > 0) this.#tried = [];
    this.#upstream = upstream;
    const other = this.#tried.length > 0 ? upstream?.otherThan(this.#tried) : undefined;
    return this.#take(other ?? upstream?.nextEndpoint());
  }

  /**
   * An endpoint of the same target that was not tried, after a failure of another that left the request unprocessed and this
   * much of the attempt's time. A target of several has failed when none of them can be reached in the time of one attempt.
   */
  after(outcome: Outcome, leftMs: number): Endpoint | undefined {
    if (leftMs <= 0 || OUTCOMES[outcome].mayHaveExecuted) return undefined;
    return this.#take(this.#upstream?.otherThan(this.#tried));
  }

  #take(endpoint: Endpoint | undefined): Endpoint | undefined {
    if (!endpoint) return undefined;
    // Nearly all requests try one: a list that is pushed to takes room for 17.
    if (this.#tried.length === 0) this.#tried = [endpoint];
    else this.#tried.push(endpoint);
    return endpoint;
  }
}
