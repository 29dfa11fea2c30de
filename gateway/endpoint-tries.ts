import type { Endpoint, HttpUpstream } from "./http-upstream.ts";

/** The endpoints that one request is sent to, target after target: at one target none twice while there is another. */
export class EndpointTries {
  #upstream: HttpUpstream | undefined;
  #tried: Endpoint[] = [];

  /** Where an attempt on a target starts. `repeat`: attempts of this request on it before. */
  first(upstream: HttpUpstream | undefined, repeat: number): Endpoint | undefined {
    if (repeat === 0) this.#tried = [];
    this.#upstream = upstream;
    const other = this.#tried.length > 0 ? upstream?.otherThan(this.#tried) : undefined;
    return this.#take(other ?? upstream?.nextEndpoint());
  }

  /** An endpoint of the same target that was not tried; undefined when all were: only then has the target failed. */
  other(): Endpoint | undefined {
    return this.#take(this.#upstream?.otherThan(this.#tried));
  }

  #take(endpoint: Endpoint | undefined): Endpoint | undefined {
    if (endpoint) this.#tried.push(endpoint);
    return endpoint;
  }
}
