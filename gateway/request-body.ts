import { Readable } from "node:stream";
import type { ClientRequest } from "./front-message.ts";

/** A client's body on its way to targets: kept, for there may be a second one, or passed through once. */
export class RequestBody {
  readonly #request: ClientRequest;
  /** What the next attempt sends; undefined = none. */
  content: Buffer | Readable | undefined;

  constructor(request: ClientRequest) {
    this.#request = request;
  }

  passThrough(read: readonly Buffer[] = []): void {
    this.content = new BodyStream(this.#request, read);
  }

  /**
   * Reads it whole, up to `maxBytes`; `done` gets its length, or −1 when it is longer: then it passes through. A client that
   * goes away is noticed elsewhere: then `done` is not called.
   */
  keep(maxBytes: number, done: (bytes: number) => void): void {
    const request = this.#request;
    const chunks: Buffer[] = [];
    let bytes = 0;
    const stop = () => request.off("data", onData).off("end", onEnd);
    const onData = (chunk: Buffer) => {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes <= maxBytes) return;
      stop();
      request.pause();
      this.passThrough(chunks);
      done(-1);
    };
    const onEnd = () => {
      stop();
      if (bytes > 0) this.content = chunks.length === 1 ? chunks[0] : Buffer.concat(chunks, bytes);
      done(bytes);
    };
    request.on("data", onData).on("end", onEnd);
  }

  /** Answered before it was all here: the rest is read and forgotten, so that the client's connection stays usable. */
  forgetRest(): void {
    if (this.#request.complete) return;
    if (this.content instanceof BodyStream) this.content.destroy();
    this.#request.resume();
  }
}

/**
 * A request's body for the HTTP client, which destroys what it is given when the upstream fails. This takes the blow: the
 * client's connection stays usable for the answer. Reads no faster than it is read.
 */
class BodyStream extends Readable {
  readonly #request: ClientRequest;
  readonly #onData = (chunk: Buffer) => {
    if (!this.push(chunk)) this.#request.pause();
  };
  readonly #onEnd = () => {
    this.#detach();
    this.push(null);
  };
  readonly #onClose = () => {
    if (!this.#request.complete) this.destroy(new Error("the client went away"));
  };

  constructor(request: ClientRequest, read: readonly Buffer[] = []) {
    super({ highWaterMark: 64 * 1024 });
    this.#request = request;
    for (const chunk of read) this.push(chunk);
    request.on("data", this.#onData).on("end", this.#onEnd).on("close", this.#onClose);
    request.pause();
  }

  override _read(): void {
    this.#request.resume();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#detach();
    done(error);
  }

  #detach(): void {
    this.#request.off("data", this.#onData).off("end", this.#onEnd).off("close", this.#onClose);
  }
}
