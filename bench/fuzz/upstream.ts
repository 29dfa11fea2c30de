import { request } from "node:http";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { http, policy } from "../../gateway/test-gateway.ts";
import { GatewayRig } from "./gateway-rig.ts";
import { mutateBytes } from "./http-grammar.ts";
import type { Random } from "./random.ts";
import type { FuzzTarget } from "./target.ts";

interface Hostile {
  method: string;
  /** What the upstream writes for the first request, in pieces. */
  pieces: string[];
  /** It ends the connection after that. */
  ends: boolean;
}

const GOOD = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ngood";
const ANSWERED_MS = 10_000;
const TIMEOUTS = { firstByteMs: 100, idleMs: 100, connectMs: 1_000 };
const TRIES = 10;

/**
 * What upstreams answer: responses of a grammar, broken in places. The client gets a whole answer or a broken connection, in
 * time; and the next request gets its own answer, whatever was left of the one before.
 */
export async function upstreamTarget(): Promise<FuzzTarget<Hostile>> {
  const rig = await new GatewayRig().start();
  const upstream = await new HostileUpstream().start();
  const target = http("a", upstream.url, {
    timeouts: TIMEOUTS,
    health: { passive: { failures: 1000 } },
    circuit: { failurePercent: 100, minRequests: 1_000_000 },
  });
  await rig.gateway.publishApi("shop", policy([target], { budget: { deadlineMs: 3_000 } }));
  const check = async (hostile: Hostile): Promise<string | undefined> => {
    upstream.hostile = hostile;
    const first = await ask(rig.port, hostile.method);
    if (first === "late") return "the client was not answered";
    upstream.hostile = undefined;
    let second = "";
    // A busy machine may make even a good answer late; a wrong one is wrong at once.
    for (let n = 0; n < TRIES && /^(?:|late|broken|5.*)$/s.test(second); n++)
      second = await ask(rig.port, "GET");
    if (second !== "200 good") return `the next request was answered with ${second.slice(0, 80)}`;
    return rig.problem();
  };
  return {
    name: "upstream",
    make: makeHostile,
    check,
    after: () => rig.after(),
    stop: async () => {
      await rig.stop();
      await upstream.stop();
    },
  };
}

class HostileUpstream {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  hostile: Hostile | undefined;
  #port = 0;

  constructor() {
    this.#server = createServer((socket) => {
      this.#sockets.add(socket);
      socket.on("close", () => this.#sockets.delete(socket)).on("error", () => undefined);
      socket.on("data", () => this.#answer(socket));
    });
  }

  /** Requests of this target are short: one packet each. */
  #answer(socket: Socket): void {
    const { hostile } = this;
    if (!hostile) {
      socket.write(GOOD);
      return;
    }
    for (const piece of hostile.pieces) socket.write(piece, "latin1");
    if (hostile.ends) socket.end();
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    this.#port = (this.#server.address() as AddressInfo).port;
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}

/** `status body`, `broken`, or `late`. */
function ask(port: number, method: string): Promise<string> {
  return new Promise((resolve) => {
    const sent = request({ port, host: "127.0.0.1", path: "/shop", method, agent: false }, (response) => {
      let text = "";
      response.on("data", (chunk: Buffer) => (text += chunk.toString("latin1")));
      response
        .on("end", () => resolve(`${response.statusCode} ${text}`))
        .on("error", () => resolve("broken"));
    });
    const late = setTimeout(() => resolve("late"), ANSWERED_MS);
    sent.on("error", () => resolve("broken"));
    sent.on("close", () => clearTimeout(late));
    sent.end();
  });
}

const STATUS_LINES = [
  "HTTP/1.1 200 OK",
  "HTTP/1.1 204 No Content",
  "HTTP/1.1 304 Not Modified",
  "HTTP/1.0 200 OK",
  "HTTP/1.1 503 Busy",
  "HTTP/1.1 999 x",
  "HTTP/1.1 101 Switching Protocols",
  "HTTP/1.1 99 x",
  "HTTP/2.0 200 OK",
  "HTTP/1.1 200",
  "ICY 200 OK",
];
const HEADERS = [
  "Content-Length: 4",
  "Content-Length: 0",
  "Content-Length: 400000",
  "Content-Length: -1",
  "Content-Length: 4, 4",
  "Transfer-Encoding: chunked",
  "Transfer-Encoding: gzip, chunked",
  "Connection: close",
  "Connection: keep-alive",
  "Keep-Alive: timeout=1",
  "Trailer: X",
  "Upgrade: h2c",
  "Content-Type: text/event-stream",
  "Set-Cookie: a=b",
  "X-Fallback-Target: forged",
  "X-Accel-Buffering: no",
  "Retry-After: 1",
  " folded",
];
const BODIES = [
  "",
  "evil",
  "4\r\nevil\r\n0\r\n\r\n",
  "4;x\r\nevil\r\n0\r\nX: y\r\n\r\n",
  "0\r\n\r\n",
  "fffffffffff\r\nevil",
  "data: evil\n\n",
  `evil${"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nleak"}`,
];

function makeHostile(random: Random): Hostile {
  const early = random.chance(0.15)
    ? "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n".repeat(1 + random.int(5))
    : "";
  const headers = random.list([0, 4], () => random.pick(HEADERS));
  const head = `${random.pick(STATUS_LINES)}\r\n${headers.map((line) => `${line}\r\n`).join("")}\r\n`;
  const text = mutateBytes(random, `${early}${head}${random.pick(BODIES)}`);
  const cut = random.int(text.length + 1);
  const pieces = random.chance(0.5) ? [text] : [text.slice(0, cut), text.slice(cut)];
  return { method: random.pick(["GET", "GET", "HEAD", "OPTIONS"]), pieces, ends: random.chance(0.6) };
}
