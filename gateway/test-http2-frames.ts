import { createServer, type AddressInfo, type Server, type Socket } from "node:net";

const PREFACE_BYTES = 24;
const HEAD_BYTES = 9;
const DATA = 0;
const HEADERS = 1;
const RESET = 3;
const SETTINGS = 4;
const PING = 6;
const GOAWAY = 7;
const END_STREAM = 1;
const ACK = 1;
const END_HEADERS = 4;
/** `:status: 200` and `500`, and the name `content-length`, as HPACK's static table has them. */
const STATUS_200 = [0x88];
const STATUS_500 = [0x8e];
const CONTENT_LENGTH = [0x0f, 0x0d];

interface Frame {
  type: number;
  flags?: number;
  /** Its stream; 0 = the connection. */
  id?: number;
  payload?: Buffer;
}

/** What an upstream does with a request once its head is here. */
type OnRequest = (connection: FrameConnection, id: number) => void;

/** An HTTP/2 upstream that writes each frame itself: what no whole HTTP/2 server could be brought to say. */
export class FrameUpstream {
  readonly #server: Server;
  readonly connections = new Set<FrameConnection>();
  onRequest: OnRequest;
  /** Answers to pings are kept back until it is let go. */
  heldPings: (() => void)[] | undefined;
  pings = 0;
  requests = 0;
  /** Requests whose client has ended, and those that it has reset. */
  ends = 0;
  resets = 0;

  constructor(onRequest: OnRequest) {
    this.onRequest = onRequest;
    this.#server = createServer((socket) => {
      const connection = new FrameConnection(socket, (frame) => this.#take(connection, frame));
      this.connections.add(connection);
      socket.on("error", () => undefined).on("close", () => this.connections.delete(connection));
    });
  }

  #take(connection: FrameConnection, { type, flags = 0, id = 0, payload }: Frame): void {
    if (type <= HEADERS && (flags & END_STREAM) !== 0) this.ends++;
    if (type === SETTINGS && flags !== ACK) connection.send({ type, flags: ACK });
    else if (type === PING && flags !== ACK) {
      this.pings++;
      const answer = () => connection.send({ type, flags: ACK, ...(payload ? { payload } : {}) });
      if (this.heldPings) this.heldPings.push(answer);
      else answer();
    } else if (type === RESET) this.resets++;
    else if (type === HEADERS) {
      this.requests++;
      this.onRequest(connection, id);
    }
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return this;
  }

  stop(): void {
    for (const { socket } of this.connections) socket.destroy();
    this.#server.close();
  }
}

export class FrameConnection {
  readonly socket: Socket;
  #rest = Buffer.alloc(0);
  #isBegun = false;

  constructor(socket: Socket, take: (frame: Frame) => void) {
    this.socket = socket.setNoDelay();
    this.send({ type: SETTINGS });
    socket.on("data", (bytes: Buffer) => {
      this.#rest = Buffer.concat([this.#rest, bytes]);
      for (let frame = this.#next(); frame; frame = this.#next()) take(frame);
    });
  }

  #next(): Frame | undefined {
    if (!this.#isBegun && this.#rest.length >= PREFACE_BYTES) {
      this.#isBegun = true;
      this.#rest = this.#rest.subarray(PREFACE_BYTES);
    }
    const rest = this.#rest;
    if (!this.#isBegun || rest.length < HEAD_BYTES) return undefined;
    const end = HEAD_BYTES + rest.readUIntBE(0, 3);
    if (rest.length < end) return undefined;
    this.#rest = rest.subarray(end);
    const payload = rest.subarray(HEAD_BYTES, end);
    return { type: rest.readUInt8(3), flags: rest.readUInt8(4), id: rest.readUInt32BE(5), payload };
  }

  send({ type, flags = 0, id = 0, payload = Buffer.alloc(0) }: Frame): void {
    const head = Buffer.alloc(HEAD_BYTES);
    head.writeUIntBE(payload.length, 0, 3);
    head.writeUInt8(type, 3);
    head.writeUInt8(flags, 4);
    head.writeUInt32BE(id, 5);
    this.socket.write(Buffer.concat([head, payload]));
  }

  /** The head of a 200. */
  head(id: number, { length, isLast = false }: { length?: number | undefined; isLast?: boolean } = {}): void {
    const text = String(length);
    const declared =
      length === undefined ? [] : [...CONTENT_LENGTH, text.length, ...Buffer.from(text, "latin1")];
    const payload = Buffer.from([...STATUS_200, ...declared]);
    this.send({ type: HEADERS, flags: END_HEADERS | (isLast ? END_STREAM : 0), id, payload });
  }

  /** The head of a 500. */
  failure(id: number): void {
    this.send({ type: HEADERS, flags: END_HEADERS, id, payload: Buffer.from(STATUS_500) });
  }

  data(id: number, text: string, { isLast = false } = {}): void {
    this.send({ type: DATA, flags: isLast ? END_STREAM : 0, id, payload: Buffer.from(text, "latin1") });
  }

  /** Trailers, the last there is: `x-sum: 42`. */
  trailers(id: number): void {
    const payload = Buffer.from([0, 5, ...Buffer.from("x-sum"), 2, ...Buffer.from("42")]);
    this.send({ type: HEADERS, flags: END_HEADERS | END_STREAM, id, payload });
  }

  reset(id: number, code: number): void {
    const payload = Buffer.alloc(4);
    payload.writeUInt32BE(code);
    this.send({ type: RESET, id, payload });
  }

  goaway(lastId: number): void {
    const payload = Buffer.alloc(8);
    payload.writeUInt32BE(lastId);
    this.send({ type: GOAWAY, payload });
  }
}
