import {
  markGatewayLost,
  markOthersLost,
  recordReceipts,
  saveGateway,
  type Acknowledgement,
} from "#lib/publishing";
import type { NodeStatus, StatusEvent } from "#lib/store";
import type { WorkerContext } from "./worker-context.ts";

/** A node that says the same again is written down at most this often. */
const SEEN_EVERY_MS = 15_000;
const RETRY_MS = 500;

interface Heard {
  status: NodeStatus;
  /** `performance.now()` when this content first arrived. */
  arrivedAt: number;
  /** Store revisions up to this are answered for; undefined: its past is not known. */
  answeredTo: number | undefined;
  savedAt: number;
}

/**
 * Turns gateways' statuses into receipts and gateway rows. Statuses are kept in memory and the database is brought to
 * them, so that an outage of the database delays receipts and loses none.
 */
export class ReceiptKeeper {
  readonly #context: WorkerContext;
  readonly #environmentId: string;
  readonly #heard = new Map<string, Heard>();
  readonly #toRecord = new Set<string>();
  readonly #toLose = new Set<string>();
  /** The whole list is known: nodes outside it are gone. */
  #othersLost = false;
  #isFlushing = false;
  #flushed: Promise<void> = Promise.resolve();
  #retry: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(context: WorkerContext, environmentId: string) {
    this.#context = context;
    this.#environmentId = environmentId;
  }

  event(event: StatusEvent): void {
    switch (event.kind) {
      case "snapshot":
        this.#heard.clear();
        for (const status of event.statuses) this.#hear(status);
        this.#othersLost = true;
        break;
      case "put":
        this.#hear(event.status);
        break;
      case "gone":
        this.#heard.delete(event.node);
        this.#toRecord.delete(event.node);
        this.#toLose.add(event.node);
        break;
    }
    this.#flush();
  }

  /** The database now knows this store revision as written; nodes may have acknowledged it before. */
  written(storeRevision: number): void {
    for (const [node, heard] of this.#heard) {
      if (highest(heard.status) < storeRevision) continue;
      if (heard.answeredTo !== undefined) heard.answeredTo = Math.min(heard.answeredTo, storeRevision - 1);
      this.#toRecord.add(node);
    }
    this.#flush();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#retry);
    await this.#flushed;
  }

  #hear(status: NodeStatus): void {
    const known = this.#heard.get(status.node);
    const now = performance.now();
    this.#toLose.delete(status.node);
    if (known && saysTheSame(known.status, status)) {
      if (now - known.savedAt < SEEN_EVERY_MS) return;
      known.savedAt = now;
      this.#toRecord.add(status.node);
      return;
    }
    const sameProcess = known?.status.startedAt === status.startedAt;
    this.#heard.set(status.node, {
      status,
      arrivedAt: now,
      answeredTo: sameProcess ? known?.answeredTo : undefined,
      savedAt: now,
    });
    this.#toRecord.add(status.node);
  }

  #flush(): void {
    if (this.#stopped || this.#isFlushing) return;
    clearTimeout(this.#retry);
    this.#isFlushing = true;
    this.#flushed = this.#writeDown();
  }

  async #writeDown(): Promise<void> {
    try {
      while (!this.#stopped && (this.#toRecord.size > 0 || this.#toLose.size > 0 || this.#othersLost)) {
        await this.#recordHeard();
        await this.#recordLost();
      }
    } catch (error) {
      this.#context.log.warn({ err: error }, "receipts cannot be recorded yet");
      if (!this.#stopped) this.#retry = setTimeout(() => this.#flush(), RETRY_MS);
    } finally {
      // In the same turn as the last look at what is to be done, so that nothing falls between.
      this.#isFlushing = false;
    }
  }

  async #recordHeard(): Promise<void> {
    const { db } = this.#context;
    const heard = [...this.#toRecord].flatMap((node) => this.#heard.get(node) ?? []);
    this.#toRecord.clear();
    try {
      for (const one of heard) await saveGateway(db, this.#environmentId, one.status);
      await recordReceipts(db, this.#environmentId, heard.map(toAcknowledgement));
    } catch (error) {
      for (const one of heard) this.#toRecord.add(one.status.node);
      throw error;
    }
    for (const one of heard) {
      // Heard again or rewound meanwhile: it is asked for again, from where it was.
      if (!this.#toRecord.has(one.status.node)) one.answeredTo = highest(one.status);
    }
  }

  async #recordLost(): Promise<void> {
    const { db } = this.#context;
    for (const node of this.#toLose) {
      await markGatewayLost(db, this.#environmentId, node);
      this.#toLose.delete(node);
    }
    if (!this.#othersLost) return;
    await markOthersLost(db, this.#environmentId, [...this.#heard.keys()]);
    this.#othersLost = false;
  }
}

function toAcknowledgement({ status, arrivedAt, answeredTo }: Heard): Acknowledgement {
  return {
    status,
    sinceRevision: answeredTo ?? 0,
    currentOnly: answeredTo === undefined,
    agoMs: performance.now() - arrivedAt,
  };
}

function highest(status: NodeStatus): number {
  return Math.max(status.appliedRevision, ...status.rejects.map((reject) => reject.storeRevision));
}

function saysTheSame(a: NodeStatus, b: NodeStatus): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
