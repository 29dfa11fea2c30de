import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import { takenBytes, unsentBytes } from "./direct-write.ts";
import { Http1Answer, type AnswerOwner } from "./http1-answer.ts";
import { Http1Request, type Peer, type Tap } from "./http1-request.ts";
import {
  pauseReading,
  readInto,
  requestParser,
  resumeReading,
  type RawHead,
  type RequestParser,
  type RequestSink,
} from "./http-parser.ts";
import { addressOf } from "./read-request.ts";

const MAX_HEADER_BYTES = 32 * 1024;
/** Requests that may wait for their turn; who sends more is cut off. */
const MAX_WAITING = 100;

/** How long a client may take, in ticks of the front. Slow clients hold no connection for ever. */
const HEAD_TICKS = 15;
const REQUEST_TICKS = 300;
/**
 * A quarter more than what clients are told: one that is late by seconds (a busy machine, a long collection) must not write into a
 * connection that is being closed, which no client may repeat a POST for.
 */
const IDLE_TICKS = 75;
/** How long a client may read nothing of an answer. */
const UNREAD_TICKS = 60;
/** What is still sent to a connection that is being closed is read for so long: a reset could destroy the answer on its way. */
const LINGER_TICKS = 5;

/** What a connection needs of the front it belongs to. */
export interface ConnectionFront {
  /** Goes up once a second: a clock that costs nothing to read. */
  readonly tick: number;
  /** Whether what a request asks to change to is spoken here. */
  upgrades(request: Http1Request): boolean;
  take(request: Http1Request, answer: Http1Answer): void;
  /** Gets the connection for itself, and what was read of the other protocol. */
  takeUpgrade(request: Http1Request, socket: Socket, head: Buffer): void;
  gone(connection: Http1Connection): void;
}

/** One client's connection: requests are answered one after the other, in the order they came, however many it sends at once. */
export class Http1Connection implements RequestSink, AnswerOwner, Tap {
  readonly socket: Socket;
  readonly peer: Peer;
  readonly #front: ConnectionFront;
  readonly #parser: RequestParser;
  /** A request that is not all here yet. */
  #reading: Http1Request | undefined;
  /** The answer whose turn it is. */
  #answering: Http1Answer | undefined;
  readonly #waiting: Http1Request[] = [];
  #upgrading: Http1Request | undefined;
  /** It asked for a protocol that is not spoken here: the parser stops behind it, and may swallow what is wrong with the next. */
  #isStopped = false;
  #isWary = false;
  /** No further request is taken. */
  #isOver = false;
  /** When the message now being read began; −1 between messages. The first begins with the connection. */
  #begunTick: number;
  #isHeadRead = false;
  /** When the last answer was given, or something of it was last taken. */
  #restTick: number;
  /** What the client had taken where something was still unsent; −1: it had taken all. */
  #takenBytes = -1;

  constructor(socket: Socket, front: ConnectionFront) {
    this.socket = socket;
    this.#front = front;
    this.#begunTick = front.tick;
    this.#restTick = front.tick;
    this.peer = peerOf(socket);
    this.#parser = requestParser(this, MAX_HEADER_BYTES);
  }

  /** `first`: bytes that were read from it already. */
  start(first: Buffer | undefined): void {
    const { socket } = this;
    socket.on("data", this.#onData).on("end", this.#onEnd).on("drain", this.#onDrain);
    socket.on("error", ignore).on("close", this.#onClose);
    if (first) this.#execute(first);
    if (socket.destroyed || this.#upgrading) return;
    readInto(this.#parser, socket);
    socket.resume();
  }

  /** What comes through the stream: nothing, once the parser reads below it. */
  readonly #onData = (chunk: Buffer): void => this.#execute(chunk);

  #execute(bytes: Buffer): void {
    this.#read(this.#parser.execute(bytes), bytes);
  }

  onRead(read: number | Error): void {
    this.#read(read, undefined);
  }

  /** `given` undefined: the parser knows the bytes. */
  #read(read: number | Error, given: Buffer | undefined): void {
    if (this.#isOver || this.socket.destroyed) return;
    if (typeof read !== "number") return this.#unreadable(read);
    if (!this.#upgrading && !this.#isWary) return;
    const bytes = given ?? this.#parser.getCurrentBuffer();
    if (this.#upgrading) return this.#upgrade(this.#upgrading, bytes.subarray(read));
    if (read === bytes.length) return;
    if (!this.#isStopped) return this.#fail("400 Bad Request");
    this.#isStopped = false;
    this.#execute(bytes.subarray(read));
  }

  onBegin(): void {
    this.#begunTick = this.#front.tick;
    this.#isHeadRead = false;
    this.#isStopped = false;
  }

  onHead(head: RawHead): boolean {
    const request = new Http1Request(head, this);
    this.#isHeadRead = true;
    this.#reading = request;
    if (this.#isOver || this.socket.destroyed) return false;
    if (head.wantsUpgrade) {
      this.#isWary = true;
      if (this.#front.upgrades(request)) {
        this.#upgrading = request;
        return true;
      }
      this.#isStopped = true;
    }
    if (this.#isFree) this.#begin(request);
    else if (this.#waiting.push(request) > MAX_WAITING) this.socket.destroy();
    return false;
  }

  /** Nobody is before who comes now, and the client takes what it is given. */
  get #isFree(): boolean {
    return !this.#answering && this.#waiting.length === 0 && !this.socket.writableNeedDrain;
  }

  onBody(chunk: Buffer): void {
    this.#reading?.take(chunk);
  }

  onComplete(): void {
    this.#begunTick = -1;
    const request = this.#reading;
    this.#reading = undefined;
    request?.end();
    // Nothing more can come that would undo the answer.
    if (this.#isOver) this.socket.destroySoon();
  }

  #begin(request: Http1Request): void {
    const answer = new Http1Answer(request, this);
    this.#answering = answer;
    const expected = request.expectation;
    if (expected !== undefined && request.httpVersion === "1.1") {
      if (expected !== "100-continue") {
        answer.writeHead(417, ["Content-Length", "0"]);
        answer.end();
        return;
      }
      if (!request.complete) this.socket.write("HTTP/1.1 100 Continue\r\n\r\n", "latin1");
    }
    this.#front.take(request, answer);
  }

  answered({ req: request, keepAlive }: Http1Answer): void {
    this.#answering = undefined;
    this.#restTick = this.#front.tick;
    if (!request.complete) request.discard();
    if (!keepAlive) this.#end(request.complete);
    else if (this.#waiting.length > 0 && !this.socket.writableNeedDrain) this.#next();
  }

  #next(): void {
    const request = this.#waiting.shift();
    if (request && !this.#isOver) this.#begin(request);
  }

  readonly #onDrain = (): void => {
    if (this.#answering) this.#answering.drain();
    else this.#next();
  };

  /** Closes it when what was written is on its way. `isQuiet`: nothing more is coming that could undo that. */
  #end(isQuiet: boolean): void {
    this.#isOver = true;
    this.#restTick = this.#front.tick;
    if (isQuiet) this.socket.destroySoon();
    else this.socket.end();
  }

  #unreadable(error: NodeJS.ErrnoException): void {
    // Bytes behind a request that was to be the last: nobody reads them.
    if (error.code === "HPE_CLOSED_CONNECTION") return;
    this.#fail(
      error.code === "HPE_HEADER_OVERFLOW" ? "431 Request Header Fields Too Large" : "400 Bad Request",
    );
  }

  /** What cannot be read gets an answer where one can still be sent, and loses its connection. */
  #fail(status: string): void {
    const present = this.#answering;
    if (!this.socket.writable || present?.headersSent === true) {
      this.socket.destroy();
      return;
    }
    this.socket.write(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
    this.#end(false);
    this.#drop();
  }

  /** Nothing that is under way comes to its end. */
  #drop(): void {
    const present = this.#answering;
    this.#answering = undefined;
    this.#waiting.length = 0;
    this.#reading?.abort();
    present?.close();
  }

  readonly #onEnd = (): void => {
    const error = this.#parser.finish();
    if (error && !this.#isOver) this.#unreadable(error);
    // Half a connection is none: whoever closes it does not wait for the answer.
    else this.socket.end();
  };

  readonly #onClose = (): void => {
    this.#isOver = true;
    this.#front.gone(this);
    this.#drop();
    // Not before the parser's own stack has unwound.
    setImmediate(() => this.#parser.close());
  };

  #upgrade(request: Http1Request, head: Buffer): void {
    const { socket } = this;
    this.#isOver = true;
    this.#parser.unconsume();
    socket.off("data", this.#onData).off("end", this.#onEnd).off("drain", this.#onDrain);
    socket.off("close", this.#onClose).off("error", ignore);
    this.#front.gone(this);
    setImmediate(() => this.#parser.close());
    // Behind a request that is not answered yet it would not be clear whose turn it is.
    if (this.#answering || this.#waiting.length > 0) {
      socket.destroy();
      this.#drop();
    } else this.#front.takeUpgrade(request, socket, head);
  }

  pauseReading(): void {
    pauseReading(this.socket);
  }

  resumeReading(): void {
    resumeReading(this.socket);
  }

  /** Nothing was asked and not answered, and the client has taken all answers. */
  get isIdle(): boolean {
    return !this.#answering && this.#begunTick < 0 && unsentBytes(this.socket) === 0;
  }

  /** Looks whether the client has taken too long. Called at every tick. */
  check(): void {
    const { tick } = this.#front;
    if (this.#isOver) this.#checkRest(LINGER_TICKS);
    else if (this.#begunTick >= 0) {
      if (tick - this.#begunTick > (this.#isHeadRead ? REQUEST_TICKS : HEAD_TICKS))
        this.#fail("408 Request Timeout");
    } else this.#checkRest(this.#answering ? Number.POSITIVE_INFINITY : IDLE_TICKS);
  }

  #checkRest(maxTicks: number): void {
    const { tick } = this.#front;
    const unsent = unsentBytes(this.socket);
    const taken = unsent > 0 ? takenBytes(this.socket) : -1;
    // A slow client is still busy with its answer.
    if (taken !== this.#takenBytes) this.#restTick = tick;
    this.#takenBytes = taken;
    if (tick - this.#restTick > (unsent > 0 ? UNREAD_TICKS : maxTicks)) this.socket.destroy();
  }
}

function ignore(): void {
  // "close" follows, and says all there is to say.
}

function peerOf(socket: Socket): Peer {
  const { remoteAddress, encrypted } = socket as Socket & Pick<TLSSocket, "encrypted">;
  return { address: addressOf(remoteAddress), isSecure: encrypted === true };
}
