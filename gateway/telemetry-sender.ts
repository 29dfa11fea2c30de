import type { Logger } from "pino";
import { request } from "undici";
import type { TelemetryBatch } from "#lib/telemetry/schema";
import type { AttemptCounter } from "./attempt-counter.ts";
import type { Clock } from "./clock.ts";
import type { TelemetryQueue } from "./telemetry-queue.ts";
import type { TrafficCounter } from "./traffic-counter.ts";
import type { UseCounter } from "./use-counter.ts";

interface SenderParts {
  url: string;
  token: string;
  queue: TelemetryQueue;
  counter: TrafficCounter;
  attempts: AttemptCounter;
  uses: UseCounter;
  clock: Clock;
  log: Logger;
}

const TIMEOUT_MS = 5_000;
const FLUSH_MS = 5_000;
const FIRST_FLUSH_MS = 1_000;
/** State changes of the same moment go together. */
const URGENT_MS = 20;
const RETRY_MIN_MS = 500;
const RETRY_MAX_MS = 30_000;

/**
 * Posts reports to the portal: state changes at once, traffic every few seconds. A batch that was not taken is posted again
 * under the same id, so that it counts once. Nothing waits for it.
 */
export class TelemetrySender {
  readonly #parts: SenderParts;
  #pending: TelemetryBatch | undefined;
  #timer: NodeJS.Timeout | undefined;
  #dueAt = Number.POSITIVE_INFINITY;
  #flush: NodeJS.Timeout;
  #sending: Promise<void> | undefined;
  #retryMs = RETRY_MIN_MS;
  #failing = false;

  constructor(parts: SenderParts) {
    this.#parts = parts;
    this.#flush = setTimeout(() => this.#flushTraffic(), FIRST_FLUSH_MS).unref();
  }

  /** Something in the queue should not wait for the next flush. */
  urge(): void {
    if (!this.#failing) this.#schedule(URGENT_MS);
  }

  #schedule(waitMs: number): void {
    const at = performance.now() + waitMs;
    if (at >= this.#dueAt) return;
    clearTimeout(this.#timer);
    this.#dueAt = at;
    this.#timer = setTimeout(() => void this.#send(), waitMs).unref();
  }

  #flushTraffic(): void {
    this.#collect();
    if (this.#parts.queue.size > 0) this.urge();
    this.#flush = setTimeout(() => this.#flushTraffic(), FLUSH_MS).unref();
  }

  /** Brings what was counted since the last time into the queue. */
  #collect(): void {
    const { queue, counter, attempts, uses, clock } = this.#parts;
    queue.traffic(counter.take());
    queue.attempts(attempts.take(clock.now()));
    queue.uses(uses.take());
  }

  async #send(): Promise<void> {
    this.#dueAt = Number.POSITIVE_INFINITY;
    if (this.#sending) return;
    this.#sending = this.#deliver();
    await this.#sending;
    this.#sending = undefined;
    if (this.#failing) {
      this.#schedule(this.#retryMs);
      this.#retryMs = Math.min(RETRY_MAX_MS, this.#retryMs * 2);
    } else if (this.#parts.queue.size > 0) this.#schedule(URGENT_MS);
  }

  async #deliver(): Promise<void> {
    for (;;) {
      this.#pending ??= this.#parts.queue.take();
      if (!this.#pending) return;
      const outcome = await this.#post(this.#pending);
      if (outcome === "retry") {
        this.#failing = true;
        return;
      }
      this.#pending = undefined;
      this.#failing = false;
      this.#retryMs = RETRY_MIN_MS;
    }
  }

  /** `refused`: the portal will never take it, so it is not offered again. */
  async #post(batch: TelemetryBatch): Promise<"taken" | "refused" | "retry"> {
    const { url, token, log } = this.#parts;
    try {
      const response = await request(url, {
        method: "POST",
        headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
        body: JSON.stringify(batch),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      await response.body.dump();
      if (response.statusCode < 300) return "taken";
      if (!this.#failing) log.warn({ status: response.statusCode }, "the portal does not take telemetry");
      // A refused token may be put right; a batch that is not valid stays invalid.
      return [400, 409, 413, 422].includes(response.statusCode) ? "refused" : "retry";
    } catch (error) {
      if (!this.#failing) log.warn({ err: error }, "telemetry could not be delivered; it is tried again");
      return "retry";
    }
  }

  /** One last try to deliver what waits. */
  async stop(): Promise<void> {
    clearTimeout(this.#flush);
    clearTimeout(this.#timer);
    await this.#sending;
    this.#collect();
    await this.#deliver();
  }
}
