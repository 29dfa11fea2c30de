import type { Answer } from "./answer.ts";
import type { Attempt } from "./forward.ts";

/** How long a small answer may take to be complete after its headers. */
const HOLD_MS = 1_000;

/** The responses of one request that are here but not committed: the one being waited for, and the failed one kept. */
export class AnswerShelf {
  #held: Answer | undefined;
  #timer: NodeJS.Timeout | undefined;
  kept: Answer | undefined;

  /** Waits for the rest of a small answer, but not long; then `owner.holdOver()`. */
  hold(answer: Answer, owner: { holdOver(): void }): void {
    this.#held = answer;
    this.#timer = setTimeout(() => this.#late(answer, owner), HOLD_MS);
  }

  /** A late event loop runs its timers before it reads what has arrived meanwhile: read first, then judge. */
  #late(answer: Answer, owner: { holdOver(): void }): void {
    setImmediate(() => {
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
