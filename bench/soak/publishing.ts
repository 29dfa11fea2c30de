import { setTimeout as delay } from "node:timers/promises";
import type { Installation } from "../installation.ts";
import type { FaultyUpstream } from "./faulty-upstream.ts";
import { isApplied, publishChain } from "./policy.ts";

const APPLIED_MS = 60_000;

/** Publishes the chain again and again, through whatever happens to the database. */
export class Publishing {
  readonly #installation: Installation;
  readonly #urls: readonly string[];
  #last = "";
  count = 0;

  constructor(installation: Installation, upstreams: readonly FaultyUpstream[]) {
    this.#installation = installation;
    this.#urls = upstreams.map(({ url }) => url);
  }

  /** A database that comes back refuses for a moment: that is the publisher's to repeat. */
  async once(): Promise<void> {
    for (const until = performance.now() + APPLIED_MS; ; await delay(500)) {
      try {
        this.#last = await publishChain(this.#installation, this.#urls, this.count);
        this.count++;
        return;
      } catch (error) {
        if (performance.now() > until) throw error;
      }
    }
  }

  async applied(): Promise<void> {
    for (const until = performance.now() + APPLIED_MS; ; await delay(100)) {
      const isDone = await isApplied(this.#installation, this.#last).catch(() => false);
      if (isDone) return;
      if (performance.now() > until) throw new Error("the last publication was not applied by every gateway");
    }
  }
}
