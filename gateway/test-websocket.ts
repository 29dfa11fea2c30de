import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type Server } from "node:http";
import { connect, type AddressInfo, type Socket } from "node:net";

export const acceptOf = (key: string) =>
  createHash("sha1").update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64");

/** What a WebSocket server under test does with a handshake. */
export type Handshake = (request: IncomingMessage, socket: Socket, head: Buffer) => void;

/** A real HTTP server that answers handshakes, and remembers them and their connections. */
export class WebSocketUpstream {
  readonly #server: Server;
  handshake: Handshake;
  readonly requests: IncomingMessage[] = [];
  readonly sockets = new Set<Socket>();
  /** What came through tunnels, all of it. */
  received = Buffer.alloc(0);
  port = 0;

  constructor(handshake: Handshake) {
    this.handshake = handshake;
    this.#server = createServer((_request, response) => void response.end("plain"));
    this.#server.on("upgrade", (request, stream, head) => {
      const socket = stream as Socket;
      this.requests.push(request);
      this.sockets.add(socket);
      socket.on("error", () => undefined).on("close", () => this.sockets.delete(socket));
      socket.on("end", () => socket.end());
      socket.on("data", (chunk: Buffer) => (this.received = Buffer.concat([this.received, chunk])));
      this.handshake(request, socket, head);
    });
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    this.port = (this.#server.address() as AddressInfo).port;
    return this;
  }

  stop(): void {
    for (const socket of this.sockets) socket.destroy();
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

export function accepts(request: IncomingMessage, socket: Socket, { more = "", headers = "" } = {}): void {
  const accept = `Sec-WebSocket-Accept: ${acceptOf(request.headers["sec-websocket-key"] ?? "")}\r\n`;
  const head = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n";
  socket.write(`${head}${headers}${accept}\r\n${more}`, "latin1");
}

/** Sends every message back; says `hello` first, in the same packet as its 101. */
export const echoes: Handshake = (request, socket) => {
  accepts(request, socket, { more: "\x81\x05hello" });
  echo(socket);
};

export function echo(socket: Socket): void {
  let rest = Buffer.alloc(0);
  socket.on("data", (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk]);
    for (let frame = readFrame(rest); frame; frame = readFrame(rest)) {
      rest = rest.subarray(frame.bytes);
      if (frame.opcode === 8) return void socket.end(Buffer.from([0x88, 0]));
      socket.write(Buffer.concat([frameHead(frame.opcode, frame.payload.length), frame.payload]));
    }
  });
}

export function frameHead(opcode: number, length: number): Buffer {
  if (length < 126) return Buffer.from([0x80 | opcode, length]);
  const head = Buffer.from([0x80 | opcode, 127, 0, 0, 0, 0, 0, 0, 0, 0]);
  head.writeUInt32BE(length, 6);
  return head;
}

/** A whole frame at the beginning of the bytes, unmasked. */
export function readFrame(bytes: Buffer): { opcode: number; payload: Buffer; bytes: number } | undefined {
  if (bytes.length < 2) return undefined;
  const masked = ((bytes[1] as number) & 0x80) !== 0;
  const short = (bytes[1] as number) & 0x7f;
  const extra = short === 126 ? 2 : short === 127 ? 8 : 0;
  const head = 2 + extra + (masked ? 4 : 0);
  if (bytes.length < head) return undefined;
  const length = extra === 2 ? bytes.readUInt16BE(2) : extra === 8 ? Number(bytes.readBigUInt64BE(2)) : short;
  if (bytes.length < head + length) return undefined;
  const payload = Buffer.from(bytes.subarray(head, head + length));
  if (masked)
    payload.forEach((byte, index) => (payload[index] = byte ^ (bytes[head - 4 + (index % 4)] as number)));
  return { opcode: (bytes[0] as number) & 0x0f, payload, bytes: head + length };
}

/** A raw client after its handshake: everything that comes, and whether it has ended. */
export interface RawWebSocket {
  socket: Socket;
  /** The head of the answer, as text. */
  head(): string;
  /** What came after it. */
  bytes(): Buffer;
  isClosed(): boolean;
}

export const KEY = "dGhlIHNhbXBsZSBub25jZQ==";

export function rawWebSocket(url: string, path: string, { early = "" } = {}): RawWebSocket {
  const { hostname, port, host } = new URL(url);
  const socket = connect(Number(port), hostname);
  let all = Buffer.alloc(0);
  let isClosed = false;
  socket.write(
    `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: keep-alive, Upgrade\r\nUpgrade: WebSocket\r\n` +
      `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${KEY}\r\n\r\n${early}`,
    "latin1",
  );
  socket.on("data", (chunk: Buffer) => (all = Buffer.concat([all, chunk])));
  socket.on("error", () => undefined).on("close", () => (isClosed = true));
  const end = () => all.indexOf("\r\n\r\n");
  return {
    socket,
    head: () => (end() < 0 ? "" : all.subarray(0, end()).toString("latin1")),
    bytes: () => (end() < 0 ? Buffer.alloc(0) : all.subarray(end() + 4)),
    isClosed: () => isClosed,
  };
}
