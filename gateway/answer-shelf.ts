import type { Answer } from "./answer.ts";
import type { Attempt } from "./forward.ts";
import { afterPendingInput } from "./pending-input.ts";

/** The responses of one request that are here but not committed: the one being waited for, and the failed one kept. */
export class AnswerShelf {
  #held: Answer | undefined;
  #timer: NodeJS.Timeout | undefined;
  kept: Answer | undefined;

  /** Waits for the rest of a small answer for so long; then `owner.holdOver()`. */
  hold(answer: Answer, ms: number, owner: { holdOver(): void }): void {
    this.#held = answer;
    this.#timer = setTimeout(() => this.#late(answer, owner), ms);
  }

  /** A late event loop runs its timers before it reads what has arrived meanwhile: read first, then judge. */
  #late(answer: Answer, owner: { holdOver(): void }): void {
    afterPendingInput(() => {
      if (this.#held === answer) owner.holdOver();
    });
  }

  /** The answer waited for; it is waited for no longer. */
  release(): Answer | undefined {
    const answer = this.#held;
    clearTimeout(this.#timer);
    this.#held = undefined;
    return answer;
  }

  isHeld(attempt: Attempt): boolean {
    return this.#held?.attempt === attempt;
  }

  /** A part of an answer that is not committed; one that is held and has grown too long is held no longer. */
  data(attempt: Attempt, chunk: Buffer, owner: { holdOver(): void }): void {
    const answer = this.find(attempt);
    answer?.readAhead(chunk);
    if (answer === this.#held && answer?.isTooLong === true) owner.holdOver();
  }

  find(attempt: Attempt): Answer | undefined {
    if (this.#held?.attempt === attempt) return this.#held;
    return this.kept?.attempt === attempt ? this.kept : undefined;
  }

  /** Keeps a failed response in case nothing better comes. */
  keep(answer: Answer, mode: "last" | "first" | "none"): void {
    if (mode === "none" || (mode === "first" && this.kept)) {
      answer.drop();
      return;
    }
    this.kept?.drop();
    this.kept = answer;
  }

  /** Drops what is here, but for the answer that was committed. */
  clear(committed: Answer | undefined): void {
    this.release()?.drop();
    if (this.kept !== committed) this.kept?.drop();
  }
}
