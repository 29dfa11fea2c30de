import type { Waiting } from "./alarms.ts";
import type { Answer } from "./answer.ts";
import type { ExchangeServices } from "./exchange-services.ts";
import { FirstEventScan, type FirstFound } from "./event-stream.ts";
import type { Attempt } from "./forward.ts";
import { afterPendingInput } from "./pending-input.ts";

/** How the wait for a stream's first event ended. */
export type FirstEvent = Exclude<FirstFound, "none"> | "late";

interface HoldOwner {
  /** The answer that is held need not be held any longer. `found`: for a stream, what it began with. */
  holdOver(found: FirstEvent | undefined, atMs?: number): void;
}

/** The responses of one request that are here but not committed: the one being waited for, and the failed one kept. */
export class AnswerShelf implements Waiting {
  readonly #services: Pick<ExchangeServices, "alarms">;
  readonly #owner: HoldOwner;
  #held: Answer | undefined;
  /** Looks for the first event of the answer that is held. */
  #scan: FirstEventScan | undefined;
  dueMs = Number.POSITIVE_INFINITY;
  place = -1;
  kept: Answer | undefined;

  constructor(services: Pick<ExchangeServices, "alarms">, owner: HoldOwner) {
    this.#services = services;
    this.#owner = owner;
  }

  /** Waits for the rest of a small answer until then; then the owner's `holdOver`. */
  hold(answer: Answer, dueMs: number): void {
    this.#held = answer;
    this.dueMs = dueMs;
    this.#services.alarms.add(this);
  }

  /** Waits until then for the first event of a stream; then, or when it is known what came, the owner's `holdOver`. */
  awaitEvent(answer: Answer, dueMs: number): void {
    const scan = new FirstEventScan();
    this.#scan = scan;
    this.hold(answer, dueMs);
    for (const chunk of answer.chunks) if (this.#found(scan.push(chunk))) return;
    if (answer.ended) this.ended();
  }

  /** The answer that is held is complete. */
  ended(atMs?: number): void {
    this.#owner.holdOver(this.#scan?.end(), atMs);
  }

  #found(found: FirstFound): boolean {
    if (found === "none") return false;
    this.#owner.holdOver(found);
    return true;
  }

  /** A late event loop runs its timers before it reads what has arrived meanwhile: read first, then judge. */
  due(): void {
    const answer = this.#held;
    this.dueMs = Number.POSITIVE_INFINITY;
    afterPendingInput(() => {
      if (answer && this.#held === answer) this.#owner.holdOver(this.#scan && "late");
    });
  }

  /** The answer waited for; it is waited for no longer. */
  release(): Answer | undefined {
    const answer = this.#held;
    if (!answer) return undefined;
    this.#services.alarms.remove(this);
    this.#held = undefined;
    this.#scan = undefined;
    return answer;
  }

  /** The kept answer of that target, unless it broke off since. */
  keptOf(target: number): Answer | undefined {
    return this.kept?.target === target && !this.kept.broken ? this.kept : undefined;
  }

  isHeld(attempt: Attempt): boolean {
    return this.#held?.attempt === attempt;
  }

  /** A part of an answer that is not committed; one that is held and has grown too long is held no longer. */
  data(attempt: Attempt, chunk: Buffer): void {
    const answer = this.find(attempt);
    answer?.readAhead(chunk);
    if (!answer || answer !== this.#held) return;
    if (this.#scan) this.#found(this.#scan.push(chunk));
    else if (answer.isTooLong) this.#owner.holdOver(undefined);
  }

  find(attempt: Attempt): Answer | undefined {
    if (this.#held?.attempt === attempt) return this.#held;
    return this.kept?.attempt === attempt ? this.kept : undefined;
  }

  /** Keeps a failed response in case nothing better comes: for as long as the request goes on, so its attempt's limits end here. */
  keep(answer: Answer, mode: "last" | "first" | "none"): void {
    if (mode === "none" || (mode === "first" && this.kept)) {
      answer.drop();
      return;
    }
    this.kept?.drop();
    this.kept = answer;
    answer.attempt.committed();
  }

  /** Drops what is here, but for the answer that was committed. */
  clear(committed: Answer | undefined): void {
    this.release()?.drop();
    if (this.kept !== committed) this.kept?.drop();
  }
}
