import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";

/** Requests of one connection that may wait for their turn; who sends more is cut off. */
const MAX_WAITING = 100;

/**
 * Requests that came before the one ahead of them was answered. One after the other, as they are answered: a connection
 * never has more than one request under way to an upstream, however many it sends at once.
 */
export class Pipelines {
  readonly #waiting = new WeakMap<Socket, number>();

  /** Begins when the response's turn has come. */
  wait(socket: Socket, response: ServerResponse, begin: () => void): void {
    const waiting = (this.#waiting.get(socket) ?? 0) + 1;
    this.#waiting.set(socket, waiting);
    if (waiting > MAX_WAITING) {
      socket.destroy();
      return;
    }
    response.once("socket", () => {
      this.#waiting.set(socket, (this.#waiting.get(socket) ?? 1) - 1);
      begin();
    });
  }
}
