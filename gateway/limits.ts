import type { Logger } from "pino";
import type { Clock } from "./clock.ts";
import type { Consumers, LiveSubscription } from "./consumers.ts";
import { grantById, LeasedMetering, LocalMetering, type Grant, type Metering } from "./metering.ts";
import { QuotaFile } from "./quota-file.ts";
import { RedisLimits } from "./redis-limits.ts";

interface LimitsParts {
  environment: string;
  node: string;
  /** Where what was used of quotas is kept. */
  folder: string;
  /** Absent: this gateway counts by itself. */
  redisUrl: string | undefined;
  /** How long a request waits for Redis; 250 unless told. */
  redisAnswerMs?: number | undefined;
  clock: Clock;
  log: Logger;
  consumers(): Consumers;
}

/** Keeps count of plans for a whole gateway: by itself, or with the others of its environment through Redis. */
export class GatewayLimits {
  readonly #parts: LimitsParts;
  readonly #local: LocalMetering;
  readonly #redis: RedisLimits | undefined;
  readonly #file: QuotaFile;
  /** For requests that this process serves. */
  readonly metering: Metering;

  constructor(parts: LimitsParts) {
    this.#parts = parts;
    const { folder, environment, log, clock, redisUrl: url, redisAnswerMs: answerMs, node } = parts;
    const meterOf = (id: string) => parts.consumers().meterOf(id);
    this.#file = new QuotaFile({ folder, environment, log, meterOf });
    const used = (subscription: LiveSubscription) => this.#file.note(subscription);
    const local = new LocalMetering({ clock, used });
    this.#local = local;
    this.#redis =
      url === undefined
        ? undefined
        : new RedisLimits({ url, answerMs, environment, node, local, clock, log, used });
    this.metering = this.#redis ? new LeasedMetering(this.#redis, clock) : local;
  }

  /** For requests that another process of this gateway serves. */
  grant(asked: { subscriptionId: string; wanted: number }): Promise<Grant> {
    return grantById(this.#parts.consumers(), this.#redis ?? this.#local, asked);
  }

  async start(): Promise<void> {
    this.#redis?.start();
    await this.#file.load(this.#parts.clock.now());
  }

  /** What was used is on disk when this resolves. */
  async stop(): Promise<void> {
    await this.#redis?.stop();
    await this.#file.flush();
  }
}
