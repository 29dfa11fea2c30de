import type { CompiledChain, ResponseEvent } from "#lib/fallback";
import { WholeEvents } from "./event-stream.ts";
import type { Attempt, AttemptFailure, RawFields, UpstreamResponse } from "./forward.ts";
import {
  isEventStream,
  isStream,
  readResponseHead,
  readTrailers,
  type ResponseHead,
} from "./response-headers.ts";

/** What of a response is read before it is known whether the client gets it. */
const READ_AHEAD_BYTES = 64 * 1024;
/** A complete small answer is worth a short wait: until it is here, a dying upstream can still be replaced. */
const HOLD_MAX_BYTES = 16 * 1024;
/** How long a small answer may take to be complete after its headers. */
const HOLD_MS = 1_000;
/** The same where no length was declared: more may be meant to be seen piece by piece. */
const HOLD_UNDECLARED_MS = 40;

interface Place {
  /** Index in the chain. */
  target: number;
  atMs: number;
  /** The gateway says itself whom browsers may show it to. */
  ownCors: boolean;
}

/** One upstream's response, read ahead until it is committed or dropped. */
export class Answer {
  readonly attempt: Attempt;
  readonly head: ResponseHead;
  /** Index in the chain. */
  readonly target: number;
  /** When its head was here. */
  readonly atMs: number;
  #chunks: Buffer[] = [];
  #bytes = 0;
  /** All of the body where it came in one piece, with a character for each byte. */
  #text: string | undefined;
  ended: boolean;
  trailers: [string, string][] = [];
  /** What it is to the decision core. */
  event: ResponseEvent | undefined;
  broken: AttemptFailure | undefined;
  #paused = false;

  constructor(
    attempt: Attempt,
    { status, headers, body }: UpstreamResponse,
    { target, atMs, ownCors }: Place,
  ) {
    this.attempt = attempt;
    this.head = readResponseHead(status, headers, ownCors);
    this.target = target;
    this.atMs = atMs;
    this.#text = body;
    this.ended = body !== undefined;
  }

  /** How long to wait for the rest of a body that is small, or may turn out to be; 0: not at all. */
  holdMs(method: string, { safeMethods, targets }: CompiledChain): number {
    const { status, contentLength } = this.head;
    if (method === "HEAD" || status === 204 || status === 304) return 0;
    if (contentLength >= 0) return contentLength > 0 && contentLength <= HOLD_MAX_BYTES ? HOLD_MS : 0;
    // Should it break off, a later target may still answer.
    const isReplaceable = this.target < targets.length - 1 && safeMethods.has(method);
    return isReplaceable && !isStream(this.head) ? HOLD_UNDECLARED_MS : 0;
  }

  /** It is not known to be an answer before its first event. */
  awaitsEvent(method: string, { commitsAtEvent }: CompiledChain): boolean {
    const { status } = this.head;
    if (!commitsAtEvent || method === "HEAD" || status < 200 || status > 299 || status === 204) return false;
    return isEventStream(this.head);
  }

  /** Present where it is passed on event by event, so that a break can be told of. A declared length leaves no room for that. */
  wholeEvents({ tellsOfBreak }: CompiledChain): WholeEvents | undefined {
    if (!tellsOfBreak || this.head.contentLength >= 0 || !isEventStream(this.head)) return undefined;
    return new WholeEvents();
  }

  /** It has grown beyond what is worth waiting for. */
  get isTooLong(): boolean {
    return this.#bytes > HOLD_MAX_BYTES;
  }

  readAhead(chunk: Buffer): void {
    // Most are whole in one piece: a list that is pushed to takes room for 17.
    if (this.#chunks.length === 0) this.#chunks = [chunk];
    else this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    if (this.#bytes < READ_AHEAD_BYTES || this.#paused) return;
    this.#paused = true;
    this.attempt.pause();
  }

  /** What was read ahead. */
  get chunks(): readonly Buffer[] {
    return this.#text === undefined ? this.#chunks : [Buffer.from(this.#text, "latin1")];
  }

  /** The same; reading goes on. */
  takeChunks(): readonly Buffer[] {
    const { chunks } = this;
    this.#chunks = [];
    this.#bytes = 0;
    return chunks;
  }

  /** Of what was read ahead. */
  get bytes(): number {
    return this.#text?.length ?? this.#bytes;
  }

  /** What was read ahead, with a character for each byte. */
  get text(): string {
    if (this.#text !== undefined) return this.#text;
    let text = "";
    for (const chunk of this.#chunks) text += chunk.toString("latin1");
    return text;
  }

  resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.attempt.resume();
  }

  end(rawTrailers: RawFields | undefined): void {
    this.ended = true;
    this.trailers = readTrailers(rawTrailers);
  }

  drop(): void {
    if (!this.ended) this.attempt.cancel();
    this.#chunks = [];
  }
}
