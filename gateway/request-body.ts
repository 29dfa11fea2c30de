import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";

export type Collected = { kind: "whole"; body: Buffer } | { kind: "over"; chunks: Buffer[] };

/**
 * Reads a body that may have to be sent again, up to `maxBytes`. `over`: it is longer; the request is paused and `chunks`
 * is what was read. A client that goes away is noticed elsewhere: then `done` is not called.
 */
export function collectBody(
  request: IncomingMessage,
  maxBytes: number,
  done: (result: Collected) => void,
): void {
  const chunks: Buffer[] = [];
  let bytes = 0;
  const stop = () => request.off("data", onData).off("end", onEnd);
  const onData = (chunk: Buffer) => {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes <= maxBytes) return;
    stop();
    request.pause();
    done({ kind: "over", chunks });
  };
  const onEnd = () => {
    stop();
    done({ kind: "whole", body: chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, bytes) });
  };
  request.on("data", onData).on("end", onEnd);
}

/**
 * A request's body for the HTTP client, which destroys what it is given when the upstream fails. This takes the blow: the
 * client's connection stays usable for the answer. Reads no faster than it is read.
 */
export class BodyStream extends Readable {
  readonly #request: IncomingMessage;
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

  constructor(request: IncomingMessage, read: readonly Buffer[] = []) {
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

/** Answered before the body was all here: the rest is read and forgotten, so that the client's connection stays usable. */
export function forgetRest(request: IncomingMessage, body: Buffer | Readable | undefined): void {
  if (request.complete) return;
  if (body instanceof BodyStream) body.destroy();
  request.resume();
}
