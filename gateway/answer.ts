import type { Attempt, AttemptFailure } from "./forward.ts";
import type { ResponseHead } from "./response-headers.ts";

/** What of a response is read before it is known whether the client gets it. */
const READ_AHEAD_BYTES = 64 * 1024;
/** A complete small answer is worth a short wait: until it is here, a dying upstream can still be replaced. */
const HOLD_MAX_BYTES = 16 * 1024;

/** One upstream's response, read ahead until it is committed or dropped. */
export class Answer {
  readonly attempt: Attempt;
  readonly head: ResponseHead;
  /** Index in the chain. */
  readonly target: number;
  chunks: Buffer[] = [];
  #bytes = 0;
  ended = false;
  trailers: [string, string][] = [];
  broken: AttemptFailure | undefined;
  #paused = false;

  constructor(parts: { attempt: Attempt; head: ResponseHead; target: number }) {
    this.attempt = parts.attempt;
    this.head = parts.head;
    this.target = parts.target;
  }

  /** Its whole body is known to be small, and there is one. */
  isSmall(method: string): boolean {
    const { status, contentLength } = this.head;
    return (
      method !== "HEAD" &&
      status !== 204 &&
      status !== 304 &&
      contentLength > 0 &&
      contentLength <= HOLD_MAX_BYTES
    );
  }

  readAhead(chunk: Buffer): void {
    this.chunks.push(chunk);
    this.#bytes += chunk.length;
    if (this.#bytes < READ_AHEAD_BYTES || this.#paused) return;
    this.#paused = true;
    this.attempt.pause();
  }

  /** What was read ahead; reading goes on. */
  takeChunks(): Buffer[] {
    const chunks = this.chunks;
    this.chunks = [];
    this.#bytes = 0;
    return chunks;
  }

  resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.attempt.resume();
  }

  drop(): void {
    if (!this.ended) this.attempt.cancel();
    this.chunks = [];
  }
}
