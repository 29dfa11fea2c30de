import { Readable } from "node:stream";
import type { ClientRequest } from "./front-message.ts";

/** A client's body on its way to targets: kept, for there may be a second one, or passed through once. */
export class RequestBody {
  readonly #request: ClientRequest;
  readonly #streams: boolean;
  #content: Buffer | Readable | undefined;
  #recorded: RecordedBody | undefined;

  /** `streams`: the client may wait for an answer before it goes on, so nothing may wait for the body's end. */
  constructor(request: ClientRequest, streams: boolean) {
    this.#request = request;
    this.#streams = streams;
  }

  /** What the next attempt sends; undefined = none. */
  get content(): Buffer | Readable | undefined {
    return this.#recorded ? this.#recorded.replay() : this.#content;
  }

  /** The same from its beginning; undefined when that is gone. */
  again(): { body: Buffer | Readable | undefined } | undefined {
    const isGone = this.#recorded ? !this.#recorded.isKept : this.#content instanceof BodyStream;
    return isGone ? undefined : { body: this.content };
  }

  /** Nothing of it was taken that cannot be given again. */
  get isWhole(): boolean {
    if (this.#recorded) return this.#recorded.isKept;
    return !(this.#content instanceof BodyStream && this.#content.readableDidRead);
  }

  passThrough(read: readonly Buffer[] = []): void {
    this.#content = new BodyStream(this.#request, read);
  }

  /**
   * Reads it whole, up to `maxBytes`; `done` gets its length, or −1 when it is longer: then it passes through. A client that
   * goes away is noticed elsewhere: then `done` is not called. One that streams is kept while it is sent: `undefined` at once,
   * −1 later when it has grown too long for that.
   */
  keep(maxBytes: number, done: (bytes: number | undefined) => void): void {
    const request = this.#request;
    if (this.#streams) {
      this.#recorded = new RecordedBody(request, maxBytes, () => done(-1));
      return done(undefined);
    }
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
      if (bytes > 0) this.#content = chunks.length === 1 ? chunks[0] : Buffer.concat(chunks, bytes);
      done(bytes);
    };
    request.on("data", onData).on("end", onEnd);
  }

  /** Answered before it was all here: the rest is read and forgotten, so that the client's connection stays usable. */
  forgetRest(): void {
    if (this.#request.complete) return;
    if (this.#content instanceof BodyStream) this.#content.destroy();
    this.#recorded?.stop();
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
    // The client may leave before there is a connection to send this to, and somebody to be told.
    this.on("error", () => undefined);
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

/** A body that is sent as it comes, and from its beginning again for as long as it is short enough. */
class RecordedBody {
  readonly #request: ClientRequest;
  readonly #maxBytes: number;
  readonly #over: () => void;
  #chunks: Buffer[] | undefined = [];
  #bytes = 0;
  #isWhole = false;
  #reader: Readable | undefined;
  readonly #onData = (chunk: Buffer) => this.#take(chunk);
  readonly #onEnd = () => {
    this.#isWhole = true;
    this.#reader?.push(null);
  };
  readonly #onClose = () => {
    if (!this.#request.complete) this.#reader?.destroy(new Error("the client went away"));
  };

  constructor(request: ClientRequest, maxBytes: number, over: () => void) {
    this.#request = request;
    this.#maxBytes = maxBytes;
    this.#over = over;
    request.on("data", this.#onData).on("end", this.#onEnd).on("close", this.#onClose);
    request.pause();
  }

  #take(chunk: Buffer): void {
    if (this.#reader?.push(chunk) !== true) this.#request.pause();
    if (!this.#chunks) return;
    this.#bytes += chunk.length;
    this.#chunks.push(chunk);
    if (this.#bytes <= this.#maxBytes) return;
    this.#chunks = undefined;
    this.#over();
  }

  get isKept(): boolean {
    return this.#chunks !== undefined;
  }

  /** All that has come and will come; the reader before hears no more. */
  replay(): Readable {
    const reader = new Readable({ highWaterMark: 64 * 1024, read: () => void this.#request.resume() });
    reader.on("error", () => undefined);
    for (const chunk of this.#chunks ?? []) reader.push(chunk);
    if (this.#isWhole) reader.push(null);
    this.#reader = reader;
    return reader;
  }

  stop(): void {
    this.#request.off("data", this.#onData).off("end", this.#onEnd).off("close", this.#onClose);
    this.#reader?.destroy();
  }
}
