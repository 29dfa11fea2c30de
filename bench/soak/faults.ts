import { setTimeout as delay } from "node:timers/promises";
import type { StoreServer } from "../store-servers.ts";
import type { FaultyUpstream } from "./faulty-upstream.ts";
import type { Manner } from "./manners.ts";

const FAULT_MS = 3_000;
const REST_MS = 1_500;
const DOWN_MS = 2_000;
const BETWEEN_MS = 5_000;
/** The storm of the second round, and of every tenth after it, is a thousand; the others are smaller. */
const GREAT_STORM = 1_000;
const SMALL_STORM = 50;
const GREAT_EVERY = 10;

const MANNERS: (Manner | "kill")[] = ["kill", "hang", "reset", "flap", "busy", "half", "slow"];

export interface FaultParts {
  /** All but one may fail at once; the chain has one more, which never does. */
  upstreams: readonly FaultyUpstream[];
  servers: Readonly<Record<string, StoreServer>>;
  publish(): Promise<void>;
}

/** Faults of two sorts side by side, round after round: upstreams misbehave; the store's servers die, and storms of publishes. */
export class Faults {
  readonly #parts: FaultParts;
  readonly #current = new Set<string>();
  readonly #counts = new Map<string, number>();
  readonly #loops: Promise<void>[] = [];
  #stopped = false;

  constructor(parts: FaultParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#loops.push(this.#upstreamFaults(), this.#storeFaults());
  }

  /** What is being done at the moment. */
  now(): string {
    return [...this.#current].join(" + ") || "no fault";
  }

  get counts(): Record<string, number> {
    return Object.fromEntries(this.#counts);
  }

  /** Ends with everything healed. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#loops);
  }

  async #during(name: string, work: () => Promise<void>): Promise<void> {
    this.#current.add(name);
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
    try {
      await work();
    } finally {
      this.#current.delete(name);
    }
  }

  /** First one of them, then both at once. */
  async #upstreamFaults(): Promise<void> {
    const { upstreams } = this.#parts;
    for (let n = 0; !this.#stopped; n++) {
      const manner = MANNERS[n % MANNERS.length] as Manner | "kill";
      const round = Math.floor(n / MANNERS.length) % 3;
      const struck = round === 2 ? upstreams : upstreams.slice(round, round + 1);
      await this.#during(`${manner} ${struck.map(({ host }) => host).join(" and ")}`, async () => {
        await Promise.all(struck.map((upstream) => strike(upstream, manner)));
        await delay(FAULT_MS);
        await Promise.all(struck.map((upstream) => heal(upstream, manner)));
      });
      await delay(REST_MS);
    }
  }

  /** One publish after the other. */
  async #storm(count: number): Promise<void> {
    for (let n = 0; n < count && !this.#stopped; n++) await this.#parts.publish();
  }

  async #storeFaults(): Promise<void> {
    for (let round = 0; !this.#stopped; round++) {
      const count = round % GREAT_EVERY === 1 ? GREAT_STORM : SMALL_STORM;
      await this.#during(`a storm of ${count} publishes`, () => this.#storm(count));
      for (const [name, server] of Object.entries(this.#parts.servers)) {
        if (this.#stopped) return;
        await delay(BETWEEN_MS);
        await this.#during(`${name} killed and started again`, async () => {
          await server.kill();
          await delay(DOWN_MS);
          await server.restart();
        });
      }
      await delay(BETWEEN_MS);
    }
  }
}

async function strike(upstream: FaultyUpstream, manner: Manner | "kill"): Promise<void> {
  if (manner === "kill") await upstream.kill();
  else upstream.behave(manner);
}

async function heal(upstream: FaultyUpstream, manner: Manner | "kill"): Promise<void> {
  if (manner === "kill") await upstream.start();
  else upstream.behave("fine");
}
