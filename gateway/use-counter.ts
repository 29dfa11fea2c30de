import type { UseReport } from "#lib/telemetry/schema";
import { isoTime } from "./clock.ts";

/** A subscription called with one key; `keyId` "": by tokens. */
export interface Use {
  readonly subscriptionId: string;
  readonly keyId: string;
  /** When last; 0: not since it was reported. */
  atMs: number;
}

/** When subscriptions and keys were used last, since it was asked for. Whoever keeps a `Use` notes it without looking it up. */
export class UseCounter {
  #noted: Use[] = [];

  note(use: Use, atMs: number): void {
    if (use.atMs === 0) this.#noted.push(use);
    use.atMs = atMs;
  }

  take(): UseReport[] {
    const latest = new Map<string, UseReport>();
    // One that was found anew meanwhile is there twice.
    for (const use of this.#noted.toSorted((a, b) => a.atMs - b.atMs)) {
      const { subscriptionId, keyId, atMs } = use;
      use.atMs = 0;
      latest.set(`${subscriptionId} ${keyId}`, {
        subscriptionId,
        ...(keyId === "" ? {} : { keyId }),
        at: isoTime(atMs),
      });
    }
    this.#noted = [];
    return [...latest.values()];
  }
}
