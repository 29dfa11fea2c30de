import type { UseReport } from "#lib/telemetry/schema";
import { isoTime } from "./clock.ts";

/** When subscriptions and keys were used last, since it was asked for; a request costs one entry in a Map. */
export class UseCounter {
  #bySubscription = new Map<string, Map<string, number>>();

  /** `keyId` "": by a token. */
  note(subscriptionId: string, keyId: string, atMs: number): void {
    let byKey = this.#bySubscription.get(subscriptionId);
    if (!byKey) this.#bySubscription.set(subscriptionId, (byKey = new Map()));
    byKey.set(keyId, atMs);
  }

  take(): UseReport[] {
    const reports: UseReport[] = [];
    for (const [subscriptionId, byKey] of this.#bySubscription) {
      for (const [keyId, atMs] of byKey)
        reports.push({ subscriptionId, ...(keyId === "" ? {} : { keyId }), at: isoTime(atMs) });
    }
    this.#bySubscription = new Map();
    return reports;
  }
}
