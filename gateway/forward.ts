import type { AttemptStep, Outcome } from "#lib/fallback";
import type { Readable } from "node:stream";
import type { ConnectionPool } from "./connection-pool.ts";

/** One request to one endpoint, complete: nothing in it belongs to another target. */
export interface Order {
  pool: ConnectionPool;
  method: string;
  /** Path and query as the endpoint gets them. */
  path: string;
  /** Name, value, name, value… with Host. Left alone until the attempt has its response. */
  headers: string[];
  body: Buffer | Readable | undefined;
  /** Gives the body once more, for the same order; undefined when it went through unkept. Absent: it is as it is. */
  source?: { again(): { body: Buffer | Readable | undefined } | undefined } | undefined;
  /** The client may wait for an answer before it sends more of its body: its silence is not its fault. */
  isConversation: boolean;
  /** May be sent twice. A kept connection that the upstream closed meanwhile is then replaced without a word. */
  repeatable: boolean;
  limits: AttemptStep;
  /** Now, where whoever orders has just looked at the clock. */
  atMs?: number;
}

/** Name, value, name, value… as they came. */
export type RawFields = readonly (Buffer | string)[];

/** A response as it begins. */
export interface UpstreamResponse {
  status: number;
  headers: RawFields;
  /** All of its body, a character for each byte, where that came in one piece with the head: neither `data` nor `ended` follow then. */
  body: string | undefined;
}

/** What comes of an order. Exactly one of `response` and, before headers, `failed` and `refused` is called, unless it is cancelled. */
export interface AttemptListener {
  /** A 1xx response. */
  information(attempt: Attempt, status: number, rawHeaders: RawFields): void;
  response(attempt: Attempt, response: UpstreamResponse): void;
  data(attempt: Attempt, chunk: Buffer): void;
  ended(attempt: Attempt, rawTrailers: RawFields | undefined): void;
  failed(attempt: Attempt, failure: AttemptFailure): void;
  /** The response broke off after its headers. */
  broken(attempt: Attempt, failure: AttemptFailure): void;
  /** No target is to blame: the client's request cannot be expressed to an upstream at all, or (408) its body came no further. */
  refused(attempt: Attempt, detail: string, status: 400 | 408): void;
}

export interface AttemptFailure {
  outcome: Outcome;
  /** For logs: the error's message. */
  detail: string;
}

export interface Attempt {
  /** When the last of what came was read; absent: now. */
  readonly lastByteMs?: number;
  pause(): void;
  resume(): void;
  /** The response was taken, be it to wait for its first event or to be kept: from now on only silence ends it. */
  committed(): void;
  /** Gives up; the listener hears nothing more. */
  cancel(): void;
}

/** The seam between the chain and the HTTP client: another client is another function of this type. */
export type Forward = (order: Order, listener: AttemptListener) => Attempt;
