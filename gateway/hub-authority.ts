import type { Clock } from "./clock.ts";
import type { LiveSubscription } from "./consumers.ts";
import { LocalMetering, type Authority, type Grant } from "./metering.ts";
import type { WorkerMessage } from "./worker-messages.ts";

type Ask = Extract<WorkerMessage, { kind: "ask" }>;

/** The hub is in this machine: it answers at once, or it is in trouble. */
const ANSWER_MS = 1_000;

/** A worker's plans are counted by the hub, for all workers. Should it not answer, the worker counts for itself. */
export class HubAuthority implements Authority {
  readonly #send: (ask: Ask) => void;
  readonly #local: LocalMetering;
  readonly #asked = new Map<number, (grant: Grant | undefined) => void>();
  #id = 0;

  constructor(send: (ask: Ask) => void, clock: Clock) {
    this.#send = send;
    this.#local = new LocalMetering({ clock, used: () => undefined });
  }

  async grant(subscription: LiveSubscription, wanted: number): Promise<Grant> {
    const id = ++this.#id;
    const { promise, resolve } = Promise.withResolvers<Grant | undefined>();
    const late = setTimeout(resolve, ANSWER_MS, undefined);
    this.#asked.set(id, resolve);
    this.#send({ kind: "ask", id, subscriptionId: subscription.id, wanted });
    const grant = await promise;
    clearTimeout(late);
    this.#asked.delete(id);
    return grant ?? this.#local.grantWithin(subscription, subscription.limits, wanted);
  }

  /** The hub's answer. */
  granted(id: number, grant: Grant): void {
    this.#asked.get(id)?.(grant);
  }
}
