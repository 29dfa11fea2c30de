/**
 * Whose turn it is while a client's upload passes through, and how much of the time was the client's: it is charged to no
 * target and to no deadline. The upstream's turn is while it has not taken what there is.
 */
export class UploadTime {
  #clientsMs = 0;
  #sinceMs: number;
  #isClientsTurn = true;

  constructor(nowMs: number) {
    this.#sinceMs = nowMs;
  }

  /** True when the turn changed. */
  turn(isClients: boolean, nowMs: number): boolean {
    if (isClients === this.#isClientsTurn) return false;
    this.#clientsMs = this.clientsMs(nowMs);
    this.#isClientsTurn = isClients;
    this.#sinceMs = nowMs;
    return true;
  }

  /** Time so far in which the client was waited for. */
  clientsMs(nowMs: number): number {
    return this.#clientsMs + (this.#isClientsTurn ? nowMs - this.#sinceMs : 0);
  }
}
