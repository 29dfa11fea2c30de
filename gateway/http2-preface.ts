import type { Server } from "node:http";
import type { Socket } from "node:net";

/** RFC 9113 §3.4. */
const PREFACE = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "latin1");

interface Takers {
  /** How long a connection may say nothing at all. */
  waitMs: number;
  toHttp1(socket: Socket): void;
  toHttp2(socket: Socket): void;
  /** Those that have said nothing yet. */
  silent: Set<Socket>;
}

/** The plain port of a server, shared by HTTP/1.1 and HTTP/2 with prior knowledge. */
export interface SharedPort {
  /** Gives a connection to the HTTP/1.1 server without a look. */
  toHttp1(socket: Socket): void;
  /** Closes connections that have said nothing yet. */
  closeSilent(): void;
}

/**
 * Lets clients speak HTTP/2 with prior knowledge on a server's plain port: the first bytes of each connection tell, and the
 * rest is the business of whoever gets it. Costs HTTP/1.1 one look per connection and nothing per request.
 */
export function sharePort(
  server: Server,
  { waitMs, toHttp2 }: Pick<Takers, "waitMs" | "toHttp2">,
): SharedPort {
  const [listener] = server.listeners("connection");
  if (!listener) throw new Error("an HTTP server listens to its own connections");
  const toHttp1 = (socket: Socket) => void listener.call(server, socket);
  const silent = new Set<Socket>();
  server.removeAllListeners("connection");
  server.on("connection", (socket: Socket) => new FirstLook(socket, { waitMs, toHttp1, toHttp2, silent }));
  const closeSilent = () => {
    for (const socket of silent) socket.destroy();
  };
  return { toHttp1, closeSilent };
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
    socket.unshift(bytes);
    if (isHttp2) this.#takers.toHttp2(socket);
    else this.#takers.toHttp1(socket);
  }
}
