import type { Server, Socket } from "node:net";

/** RFC 9113 §3.4. */
const PREFACE = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "latin1");

interface Takers {
  /** How long a connection may say nothing at all. */
  waitMs: number;
  /** `first`: what was read of it. */
  toHttp1(socket: Socket, first: Buffer): void;
  toHttp2(socket: Socket): void;
  /** Those that have said nothing yet. */
  silent: Set<Socket>;
}

/**
 * Takes a server's connections and finds out which HTTP they speak: HTTP/1.1, or HTTP/2 with prior knowledge. Their first
 * bytes tell, and the rest is the business of whoever gets them. Costs HTTP/1.1 one look per connection and nothing per request.
 * Returns what closes those that have said nothing yet.
 */
export function sharePort(server: Server, takers: Omit<Takers, "silent">): () => void {
  const silent = new Set<Socket>();
  server.on("connection", (socket: Socket) => new FirstLook(socket, { ...takers, silent }));
  return () => {
    for (const socket of silent) socket.destroy();
  };
}

class FirstLook {
  readonly #socket: Socket;
  readonly #takers: Takers;
  #seen: Buffer | undefined;
  readonly #onReadable = () => this.#look();
  readonly #giveUp = () => void this.#socket.destroy();
  readonly #onClose = () => void this.#takers.silent.delete(this.#socket);

  constructor(socket: Socket, takers: Takers) {
    this.#socket = socket;
    this.#takers = takers;
    takers.silent.add(socket);
    socket.setTimeout(takers.waitMs);
    socket.on("readable", this.#onReadable).on("timeout", this.#giveUp).on("error", this.#giveUp);
    socket.on("end", this.#giveUp).on("close", this.#onClose);
  }

  #look(): void {
    const chunk = this.#socket.read() as Buffer | null;
    if (!chunk) return;
    const bytes = this.#seen ? Buffer.concat([this.#seen, chunk]) : chunk;
    const length = Math.min(bytes.length, PREFACE.length);
    const isHttp2 = bytes.compare(PREFACE, 0, length, 0, length) === 0;
    if (isHttp2 && length < PREFACE.length) {
      this.#seen = bytes;
      return;
    }
    const socket = this.#socket;
    socket.off("readable", this.#onReadable).off("timeout", this.#giveUp).off("end", this.#giveUp);
    socket.off("error", this.#giveUp).off("close", this.#onClose).setTimeout(0);
    this.#takers.silent.delete(socket);
    if (isHttp2) {
      socket.unshift(bytes);
      this.#takers.toHttp2(socket);
    } else this.#takers.toHttp1(socket, bytes);
  }
}
