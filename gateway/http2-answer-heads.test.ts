import { once } from "node:events";
import { constants, createServer, type ClientHttp2Stream, type ServerHttp2Stream } from "node:http2";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { Http2Answer } from "./http2-message.ts";
import { http2Session } from "./test-http2.ts";
import { RawUpstream } from "./test-raw-upstream.ts";
import { Bench } from "./test-sockets.ts";
import { call, http, policy, until } from "./test-gateway.ts";
import { accepts, WebSocketUpstream } from "./test-websocket.ts";
import { Http2Upgrade } from "./websocket-upgrade.ts";

/* What upstreams say in HTTP/1.1 that Node's HTTP/2 does not say, or not as it is: clients have an answer all the same. */

let bench: Bench;
let upstream: RawUpstream;

beforeEach(async () => {
  bench = await new Bench().start();
  upstream = await new RawUpstream().start();
  await bench.gateway.publishApi("shop", policy([http("a", upstream.url)]));
});

afterEach(async () => {
  await bench.stop();
  await upstream.stop();
});

const TWICE =
  'ETag: "1"\r\nETag: "2"\r\nX-Content-Type-Options: nosniff\r\nX-Content-Type-Options: nosniff\r\n';
const FRAMINGS = [
  ["whole", "Content-Length: 2\r\n\r\nok"],
  ["streamed", "Content-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"],
  [
    "streamed, with its first piece",
    "Content-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n",
  ],
] as const;

/** The head of an answer, of which there may be more: its status, and the values of a field. */
async function headOf(name: string): Promise<[number, string[]]> {
  const session = await http2Session(bench.url);
  const stream = session.request({ ":path": "/shop" }).on("error", () => undefined);
  const [headers, , raw] = (await once(stream, "response")) as [Record<string, unknown>, number, string[]];
  session.destroy();
  return [Number(headers[":status"]), raw.filter((_, i) => i % 2 === 1 && raw[i - 1] === name)];
}

test.each(FRAMINGS)(
  "fields that are said twice are passed on twice, in an answer that comes %s",
  async (_how, rest) => {
    upstream.answer = `HTTP/1.1 200 OK\r\n${TWICE}${rest}`;
    expect(await headOf("etag")).toEqual([200, ['"1"', '"2"']]);
  },
);

test.each(FRAMINGS)(
  "a status that HTTP/2 has not is an answer that is not valid, be it %s",
  async (_how, rest) => {
    upstream.answer = `HTTP/1.1 700 Other\r\n${rest}`;
    expect(await headOf("content-type")).toEqual([502, ["application/problem+json"]]);
  },
);

/** A stream that asks for a WebSocket of a target with one place, and a wait until the place is free. */
async function askForWebSocket(): Promise<[ClientHttp2Stream, () => Promise<void>]> {
  const server = await new WebSocketUpstream((request, socket) =>
    accepts(request, socket, { headers: TWICE }),
  ).start();
  onTestFinished(() => server.stop());
  await bench.gateway.publishApi("live", policy([http("a", server.url, { maxConcurrent: 1 })]));
  const session = await http2Session(bench.url);
  onTestFinished(() => session.destroy());
  await once(session, "remoteSettings");
  const stream = session.request({
    ":method": "CONNECT",
    ":protocol": "websocket",
    ":path": "/live",
    "sec-websocket-version": "13",
  });
  const isFree = async () => {
    await until(() => server.requests.length === 1 && server.sockets.size === 0);
    await until(async () => (await call(`${bench.url}/live`)).status === 200);
  };
  return [stream.on("error", () => undefined), isFree];
}

test("RFC 8441: fields that are said twice cost no tunnel", async () => {
  const [stream, isFree] = await askForWebSocket();
  const [headers] = (await once(stream, "response")) as [Record<string, unknown>];
  expect(headers[":status"]).toBe(200);
  stream.close();
  await isFree();
});

test("RFC 8441: a tunnel that its client cannot be told of holds nothing", async () => {
  const accept = vi.spyOn(Http2Upgrade.prototype, "accept").mockImplementation(() => {
    throw new Error("refused");
  });
  const [stream, isFree] = await askForWebSocket();
  await new Promise((resolve) => stream.once("close", resolve));
  await isFree();
  expect(accept).toHaveBeenCalledOnce();
});

/** An answer to the first request of a client of Node's, which `go` gets as well. */
async function answerTo(go: (stream: ClientHttp2Stream) => void): Promise<[Http2Answer, ServerHttp2Stream]> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const session = await http2Session(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  onTestFinished(() => {
    session.destroy();
    server.close();
  });
  const taken = once(server, "stream");
  go(session.request({ ":method": "POST" }, { waitForTrailers: true }).on("error", () => undefined));
  const [stream] = (await taken) as [ServerHttp2Stream];
  stream.on("error", () => undefined).pause();
  return [new Http2Answer(stream, { method: "POST", isGrpc: false }), stream];
}

test("a head that Node refuses resets its stream, and harms nobody else", async () => {
  let closed: Promise<unknown> | undefined;
  const [answer, stream] = await answerTo((request) => {
    closed = new Promise((resolve) => request.once("close", resolve));
  });
  stream.respond = () => {
    throw new Error("refused");
  };
  answer.writeHead(200, []);
  answer.flushHeaders();
  await closed;
  expect([answer.destroyed, stream.rstCode]).toEqual([true, constants.NGHTTP2_INTERNAL_ERROR]);
});

test("a client that resets its stream without an error, and is not read, takes no answer", async () => {
  let request: ClientHttp2Stream | undefined;
  const [answer, stream] = await answerTo((given) => {
    request = given;
    given.write("part");
  });
  const aborted = once(stream, "aborted");
  request?.close(constants.NGHTTP2_NO_ERROR);
  await aborted;
  expect([stream.destroyed, answer.destroyed]).toEqual([false, true]);
  answer.writeHead(200, []);
  answer.flushHeaders();
  expect(stream.headersSent).toBe(false);
  stream.resume();
});
