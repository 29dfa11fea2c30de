import { connect } from "node:net";
import { policy, http } from "../../gateway/test-gateway.ts";
import { RawUpstream } from "../../gateway/test-raw-upstream.ts";
import { mutateBytes } from "./http-grammar.ts";
import { GatewayRig } from "./gateway-rig.ts";
import type { Random } from "./random.ts";
import type { FuzzTarget } from "./target.ts";

const ANSWERED_MS = 20_000;

/**
 * What clients send: requests of a grammar, broken in places. The upstream may see only what the gateway sent as a request
 * of its own (it marks each), read in one way; the connection ends in time; nothing is left behind.
 */
export async function frontTarget(): Promise<FuzzTarget<string>> {
  const rig = await new GatewayRig().start();
  const upstream = await new RawUpstream().start();
  await rig.gateway.publishApi("shop", policy([http("a", upstream.url)]));
  const check = async (bytes: string): Promise<string | undefined> => {
    upstream.clear();
    const text = await exchange(rig.port, bytes);
    if (text === undefined) return "the connection was neither answered nor closed";
    if (upstream.violations.length > 0)
      return `the upstream may read it another way: ${upstream.violations.join()}`;
    for (const { requestLine, headerLines } of upstream.requests) {
      const marks = headerLines.filter((line) => /^via: .*understudy/i.test(line));
      if (marks.length !== 1) return `the upstream saw a request of nobody: ${requestLine}`;
    }
    const answered = text.match(/HTTP\/1\.1 200 OK\r\n/g)?.length ?? 0;
    if (answered > upstream.requests.length)
      return `${answered} answers to ${upstream.requests.length} requests`;
    if (text !== "" && !text.startsWith("HTTP/1.1 ")) return `the answer is no HTTP: ${text.slice(0, 60)}`;
    return rig.problem();
  };
  return {
    name: "front",
    make: (random) => mutateBytes(random, makeRequests(random)),
    check,
    after: () => rig.after(),
    stop: async () => {
      await rig.stop();
      await upstream.stop();
    },
  };
}

/** Sends it, ends its side, and takes what comes until the other side ends too. Undefined: it does not. */
function exchange(port: number, bytes: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    let text = "";
    const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true }, () =>
      socket.end(bytes, "latin1"),
    );
    const late = setTimeout(() => {
      socket.destroy();
      resolve(undefined);
    }, ANSWERED_MS);
    socket.on("data", (chunk) => (text += chunk.toString("latin1")));
    socket.on("error", () => undefined);
    socket.on("close", () => {
      clearTimeout(late);
      resolve(text);
    });
  });
}

function makeRequests(random: Random): string {
  const requests = random.list([1, 3], () => makeRequest(random));
  return `${requests.join("")}GET /shop/end HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`;
}

const HEADERS = [
  "Content-Length: 5",
  "Content-Length: 0",
  "Content-Length: 40",
  "Transfer-Encoding: chunked",
  "Transfer-Encoding: identity",
  "Connection: keep-alive",
  "Connection: close",
  "Connection: x, content-length",
  "Connection: Upgrade\r\nUpgrade: h2c",
  "Upgrade: websocket\r\nConnection: upgrade",
  "Expect: 100-continue",
  "Trailer: x",
  "TE: trailers",
  "X: y",
  "X:",
  "Host: other",
  "Cookie: a=b",
  "X-Fallback-Target: b",
  "X-Request-Deadline-Ms: 50",
  "Range: bytes=0-1",
  "Accept-Encoding: gzip",
];
const BODIES = [
  "",
  "hello",
  "5\r\nhello\r\n0\r\n\r\n",
  "5;x=y\r\nhello\r\n0\r\nX: y\r\n\r\n",
  "0\r\n\r\n",
  "GET /shop/smuggled HTTP/1.1\r\nHost: x\r\n\r\n",
  "0\r\n\r\nGET /shop/smuggled HTTP/1.1\r\nHost: x\r\n\r\n",
  "ffffffffffffffff\r\nhello",
];

function makeRequest(random: Random): string {
  const method = random.pick([
    "GET",
    "POST",
    "HEAD",
    "PUT",
    "DELETE",
    "OPTIONS",
    "CONNECT",
    "TRACE",
    "PRI",
    "get",
  ]);
  const target = random.pick([
    "/shop",
    "/shop/a",
    "/shop/../x",
    "/shop//",
    "*",
    "http://x/shop",
    "//shop",
    "/shop?a=b#c",
    "/shop/%00",
    "x:80",
  ]);
  const version = random.chance(0.9)
    ? "HTTP/1.1"
    : random.pick(["HTTP/1.0", "HTTP/0.9", "HTTP/2.0", "HTTP/1.2", ""]);
  const headers = random.list([0, 5], () => random.pick(HEADERS));
  const host = random.chance(0.9) ? ["Host: x"] : [];
  return `${method} ${target} ${version}\r\n${[...host, ...headers].map((line) => `${line}\r\n`).join("")}\r\n${random.pick(BODIES)}`;
}
