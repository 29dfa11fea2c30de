import type { Socket } from "node:net";
import type { Readable } from "node:stream";
import { writeText } from "./direct-write.ts";
import type { Order } from "./forward.ts";

/** A body up to this size goes out as one piece with its head. */
const ONE_WRITE_BYTES = 16 * 1024;
/** Methods for which a server expects a body: without one they say so (RFC 9110 §8.6). */
const EXPECT_BODY = new Set(["POST", "PUT", "PATCH"]);

/** The head with its framing. `headers` have no Content-Length unless the body is a stream of known length. */
function headOf({ method, path, headers, body }: Order): string {
  let text = `${method} ${path} HTTP/1.1\r\n`;
  let isFramed = false;
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i] as string;
    if (name === "Content-Length") isFramed = true;
    // Not a template: that would ask for each part's text.
    text += name + ": " + (headers[i + 1] as string) + "\r\n";
  }
  if (body === undefined) return EXPECT_BODY.has(method) ? `${text}Content-Length: 0\r\n\r\n` : `${text}\r\n`;
  if (Buffer.isBuffer(body)) return `${text}Content-Length: ${body.length}\r\n\r\n`;
  return isFramed ? `${text}\r\n` : `${text}Transfer-Encoding: chunked\r\n\r\n`;
}

/** Writes a request that is all here. A short one is taken by the system at once; `done` tells whether it was later. */
export function writeWhole(socket: Socket, order: Order, done: (isLater: boolean) => void): void {
  const { body } = order;
  const head = headOf(order);
  if (!Buffer.isBuffer(body)) {
    writeText(socket, head);
    return done(false);
  }
  if (body.length <= ONE_WRITE_BYTES) {
    writeText(socket, head + body.toString("latin1"));
    return done(false);
  }
  socket.cork();
  socket.write(head, "latin1");
  socket.write(body, () => done(true));
  socket.uncork();
}

interface PumpListener {
  /** Some of it has come, or was taken. `isTaken`: the upstream has taken all there was, and more is waited for. */
  progress(isTaken: boolean): void;
  done(): void;
  /** The client's body broke off. */
  broken(error: Error): void;
}

/** Sends a head and then a body as it comes, no faster than the upstream takes it. */
export class BodyPump {
  readonly #socket: Socket;
  readonly #body: Readable;
  readonly #isChunked: boolean;
  readonly #listener: PumpListener;
  #left: number;
  isOver = false;

  constructor(socket: Socket, order: Order, listener: PumpListener) {
    const at = order.headers.indexOf("Content-Length");
    this.#socket = socket;
    this.#body = order.body as Readable;
    this.#listener = listener;
    this.#isChunked = at < 0;
    this.#left = at < 0 ? Number.POSITIVE_INFINITY : Number(order.headers[at + 1]);
    socket.write(headOf(order), "latin1");
    this.#body.on("data", this.#onData).on("end", this.#onEnd);
    // Stays: a body that nobody sends any more may still break.
    this.#body.on("error", (error) => this.#broken(error)).on("close", () => this.#onClose());
    socket.on("drain", this.#onDrain);
  }

  readonly #onData = (chunk: Buffer): void => {
    this.#left -= chunk.length;
    if (this.#left < 0) return this.#broken(new Error("the body is longer than was said"));
    const isRoom = this.#write(chunk);
    if (!isRoom) this.#body.pause();
    this.#listener.progress(isRoom);
  };

  #write(chunk: Buffer): boolean {
    if (!this.#isChunked) return this.#socket.write(chunk);
    if (chunk.length === 0) return true;
    this.#socket.cork();
    this.#socket.write(`${chunk.length.toString(16)}\r\n`, "latin1");
    this.#socket.write(chunk);
    const isRoom = this.#socket.write("\r\n", "latin1");
    this.#socket.uncork();
    return isRoom;
  }

  readonly #onDrain = (): void => {
    this.#listener.progress(true);
    this.#body.resume();
  };

  readonly #onEnd = (): void => {
    if (!this.#isChunked && this.#left > 0)
      return this.#broken(new Error("the body is shorter than was said"));
    this.stop();
    this.#listener.progress(false);
    this.#socket.write(this.#isChunked ? "0\r\n\r\n" : "", "latin1", () => this.#listener.done());
  };

  #onClose(): void {
    if (!this.#body.readableEnded) this.#broken(new Error("the body broke off"));
  }

  #broken(error: Error): void {
    if (this.isOver) return;
    this.stop();
    this.#listener.broken(error);
  }

  /** Sends no more of it. */
  stop(): void {
    if (this.isOver) return;
    this.isOver = true;
    this.#body.off("data", this.#onData).off("end", this.#onEnd);
    this.#body.pause();
    this.#socket.off("drain", this.#onDrain);
  }
}
