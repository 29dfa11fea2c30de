import type { Answer } from "./answer.ts";
import { breakEvent, type WholeEvents } from "./event-stream.ts";
import type { ClientAnswer } from "./front-message.ts";
import type { ResponseHead } from "./response-headers.ts";
import { stamp, type Stamp } from "./respond.ts";

/** Collects a body that is passing through, for later. */
export interface BodyTap {
  chunk(chunk: Buffer): void;
  whole(): void;
}

const ONE_WRITE_BYTES = 16 * 1024;
/** How long a client may take to read that its stream broke off. */
const LAST_WORD_MS = 5_000;

interface Relayed {
  answer: Answer;
  tap: BodyTap | undefined;
  /** Present where only whole events are passed on. */
  whole: WholeEvents | undefined;
}

/** A committed answer on its way to the client, no faster than the client takes it. */
export class ClientResponse {
  readonly #response: ClientAnswer;
  readonly answer: Answer;
  readonly #tap: BodyTap | undefined;
  readonly #whole: WholeEvents | undefined;
  #begun = false;

  constructor(response: ClientAnswer, { answer, tap, whole }: Relayed) {
    this.#response = response;
    this.answer = answer;
    this.#tap = tap;
    this.#whole = whole;
  }

  /**
   * Writes the head and what is there of the body. Throws when the upstream's head cannot be expressed. `limits`: how the caller's
   * plan stands.
   */
  begin(extra: readonly string[], mark: Stamp, limits: readonly string[]): void {
    const { head } = this.answer;
    const headers = head.headers;
    for (const part of extra) headers.push(part);
    const canTrail = this.#canTrail(head);
    if (canTrail) headers.push("Trailer", head.trailer);
    const { ended: isWhole } = this.answer;
    const bytes = isWhole ? this.answer.bytes : 0;
    // Its length is known by now; without a body (HEAD, 304) what the upstream said of it stays.
    if (bytes > 0 && head.contentLength < 0 && !canTrail) headers.push("Content-Length", String(bytes));
    const ownFrom = stamp(headers, mark);
    for (const part of limits) headers.push(part);
    this.#response.writeHead(head.status, headers, ownFrom);
    if (isWhole) return this.#writeWhole(bytes);
    for (const chunk of this.answer.takeChunks()) this.data(chunk);
    this.#response.on("drain", () => this.answer.attempt.resume());
    this.answer.resume();
    // Data of the same packet comes before this, and shares a write with the head.
    queueMicrotask(() => {
      if (!this.#begun && !this.#response.writableEnded) this.#response.flushHeaders();
    });
  }

  /** The body of an answer that is all here. As text a small one goes out in one write with its head, byte for byte the same. */
  #writeWhole(bytes: number): void {
    const { answer } = this;
    if (bytes === 0 || bytes > ONE_WRITE_BYTES || answer.trailers.length > 0) {
      for (const chunk of answer.takeChunks()) this.data(chunk);
      this.end();
      return;
    }
    if (this.#tap) {
      for (const chunk of answer.chunks) this.#tap.chunk(chunk);
      this.#tap.whole();
    }
    this.#response.end(answer.text, "latin1");
  }

  data(chunk: Buffer): void {
    this.#tap?.chunk(chunk);
    if (this.#whole) for (const ready of this.#whole.push(chunk)) this.#write(ready);
    else this.#write(chunk);
  }

  #write(chunk: Buffer): void {
    this.#begun = true;
    if (!this.#response.write(chunk)) this.answer.attempt.pause();
  }

  end(): void {
    this.#tap?.whole();
    for (const chunk of this.#whole?.rest() ?? []) this.#response.write(chunk);
    if (this.answer.trailers.length > 0 && this.#canTrail(this.answer.head)) {
      this.#response.addTrailers(this.answer.trailers);
    }
    this.#response.end();
  }

  /** The upstream broke off: the client must not take what it has for the whole. Where the policy wants it, it is told first. */
  cut(requestId: string): void {
    if (!this.#whole?.isBetweenEvents || !this.#response.headersSent) return this.#abort();
    const abort = () => this.#abort();
    const late = setTimeout(abort, LAST_WORD_MS).unref();
    this.#response.once("close", () => clearTimeout(late));
    this.#response.write(breakEvent(requestId), abort);
  }

  #abort(): void {
    const { socket } = this.#response;
    // Without a length or chunks only a reset tells a broken answer from a finished one.
    if (socket && this.answer.head.contentLength < 0 && this.#response.req.httpVersion === "1.0")
      socket.resetAndDestroy();
    else this.#response.destroy();
  }

  #canTrail(head: ResponseHead): boolean {
    const { method, httpVersion } = this.#response.req;
    // HTTP/2 frames them apart from the body, announced or not.
    if (httpVersion === "2") return method !== "HEAD";
    return (
      head.trailer !== "" &&
      head.contentLength < 0 &&
      method !== "HEAD" &&
      httpVersion !== "1.0" &&
      head.status !== 304
    );
  }
}
