import { once } from "node:events";
import { constants } from "node:http2";
import { connect as connectTcp, createServer, type AddressInfo, type Server } from "node:net";
import { afterEach, beforeEach, expect, onTestFinished, test } from "vitest";
import type { Http2Answer } from "./http2-message.ts";
import { Http2Front, type Http2FrontParts } from "./http2-front.ts";
import { sharePort } from "./http2-preface.ts";
import { http2Call, http2Session } from "./test-http2.ts";
import { until } from "./test-gateway.ts";

const PREFACE = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
const SETTINGS = "000000040000000000";
/** `GET http://x/`, `POST http://x/` with a body to come, and a head that is not all here. */
const GET = "000006010500000001828486410178";
const UPLOAD_BEGUN = "000006010400000001838486410178";
const HEADERS_BEGUN = "000003010000000001828486";
/** A field of the tables that is in neither, SETTINGS and a reset of a length they cannot have. */
const BROKEN_HPACK = "000005010500000003828486ff49";
const SHORT_SETTINGS = "0000050400000000000000000000";
const DATA_OF_NOBODY = "000002000800000000c801";
const GOODBYE = "0000080700000000000000000000000000";
const SHORT_RESET = "000003030000000001000000";

const connectionsOf = (of: Server) =>
  new Promise<number>((resolve) => of.getConnections((_error, count) => resolve(count)));

let front: Http2Front;
let server: Server;
let taken: string[];
let answering: (answer: Http2Answer) => void;

function makeFront(times: Pick<Http2FrontParts, "times">): Http2Front {
  return new Http2Front({
    proxies: undefined,
    take: (request, answer, { read }) => {
      taken.push(read?.path ?? "");
      request.on("data", () => undefined);
      request.on("end", () => answering(answer));
    },
    ...times,
  });
}

/** A port as the gateway has it, where the first bytes tell what is spoken. */
async function openPort(times: Pick<Http2FrontParts, "times">) {
  const own = makeFront(times);
  const shared = createServer({ allowHalfOpen: true });
  sharePort(shared, {
    waitMs: 60_000,
    toHttp1: (socket) => socket.destroy(),
    toHttp2: (socket) => own.connect(socket),
  });
  await new Promise<void>((resolve) => shared.listen(0, "127.0.0.1", resolve));
  const { port } = shared.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    client: () =>
      connectTcp({ port, host: "127.0.0.1", allowHalfOpen: true })
        .on("error", () => undefined)
        .resume(),
    [Symbol.asyncDispose]: async () => {
      own.closeAll();
      await new Promise((resolve) => shared.close(resolve));
    },
  };
}

beforeEach(async () => {
  taken = [];
  answering = (answer) => {
    answer.writeHead(200, []);
    answer.end();
  };
  front = makeFront({ times: { idleMs: 150, bodyMs: 150, unreadMs: 150, goodbyeMs: 150, checkMs: 20 } });
  server = createServer({ allowHalfOpen: true }, (socket) => front.connect(socket));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});

afterEach(async () => {
  front.closeAll();
  await new Promise((resolve) => server.close(resolve));
});

const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

test("a connection without a request ends, however much it pings", async () => {
  const session = await http2Session(url());
  const pings = setInterval(() => session.destroyed || session.ping(() => undefined), 10);
  await until(() => session.destroyed);
  clearInterval(pings);
  expect(taken).toEqual([]);
});

test.each([
  ["alone", ""],
  ["after a request", GET],
])("a client that says goodbye %s and does not leave is left after a while", async (_what, frames) => {
  const socket = connectTcp({ port: (server.address() as AddressInfo).port, allowHalfOpen: true });
  socket.on("error", () => undefined).resume();
  socket.write(Buffer.concat([PREFACE, Buffer.from(`${SETTINGS}${frames}${GOODBYE}`, "hex")]));
  await once(server, "connection");
  await until(async () => (await connectionsOf(server)) === 0);
  expect(taken).toEqual(frames === "" ? [] : ["/"]);
  socket.destroy();
});

test("what is wrong behind a goodbye ends the connection, with a request that nobody answers any more", async () => {
  const socket = connectTcp({ port: (server.address() as AddressInfo).port, allowHalfOpen: true });
  socket.on("error", () => undefined).resume();
  socket.write(Buffer.concat([PREFACE, Buffer.from(`${SETTINGS}${GET}${GOODBYE}${DATA_OF_NOBODY}`, "hex")]));
  await once(server, "connection");
  await until(async () => (await connectionsOf(server)) === 0);
  expect(taken).toEqual(["/"]);
  socket.destroy();
});

test("a client that said goodbye still gets its answer", async () => {
  await using port = await openPort({
    times: { idleMs: 60_000, bodyMs: 60_000, unreadMs: 60_000, goodbyeMs: 60_000, checkMs: 10 },
  });
  const session = await http2Session(port.url);
  const stream = session.request({ ":method": "POST", ":path": "/slow" });
  stream.on("error", () => undefined).resume();
  await until(() => taken.length === 1);
  session.goaway();
  stream.end();
  const [headers] = (await once(stream, "response")) as [Record<string, unknown>];
  expect(headers[":status"]).toBe(200);
  session.destroy();
});

test("a head that never ends is no request: its connection ends", async () => {
  const socket = connectTcp((server.address() as AddressInfo).port, "127.0.0.1");
  socket.on("error", () => undefined).resume();
  socket.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
  socket.write(Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]));
  // HEADERS of stream 1 with `:method: GET` alone, and not the end of them; then one CONTINUATION after the other.
  socket.write(Buffer.from([0, 0, 1, 1, 0, 0, 0, 0, 1, 0x82]));
  const more = setInterval(() => socket.write(Buffer.from([0, 0, 0, 9, 0, 0, 0, 0, 1])), 10);
  await once(socket, "close");
  clearInterval(more);
  expect(taken).toEqual([]);
});

test("a client that ends its side ends the connection, with a request under way or without", async () => {
  await using patient = await openPort({});
  for (const frames of ["", HEADERS_BEGUN, UPLOAD_BEGUN]) {
    const socket = patient.client();
    socket.write(Buffer.concat([PREFACE, Buffer.from(`${SETTINGS}${frames}`, "hex")]));
    await once(socket, "data");
    socket.end();
    await once(socket, "close");
  }
  expect(taken).toEqual(["/"]);
});

test("a request in one packet with what ends its connection harms nobody", async () => {
  await using port = await openPort({});
  const errors: unknown[] = [];
  const note = (error: unknown) => errors.push(error);
  process.on("uncaughtException", note);
  onTestFinished(() => void process.off("uncaughtException", note));
  for (const ending of [BROKEN_HPACK, SHORT_SETTINGS, SHORT_RESET]) {
    const socket = port.client();
    socket.write(Buffer.concat([PREFACE, Buffer.from(`${SETTINGS}${GET}${ending}`, "hex")]));
    await once(socket, "end");
    socket.destroy();
  }
  const session = await http2Session(port.url);
  expect(await http2Call(session, { ":path": "/after" })).toMatchObject({ status: 200 });
  session.destroy();
  expect(errors).toEqual([]);
});

test("a body that never ends is given up; the connection and its other requests go on", async () => {
  const session = await http2Session(url());
  const slow = session.request({ ":method": "POST", ":path": "/slow" });
  slow.on("error", () => undefined).write("x");
  const more = setInterval(() => slow.destroyed || slow.write("x"), 10);
  const quick = setInterval(() => {
    if (!session.destroyed)
      session
        .request({ ":path": "/quick" })
        .on("error", () => undefined)
        .resume();
  }, 20);
  await until(() => slow.destroyed);
  clearInterval(more);
  expect(slow.rstCode).not.toBe(0);
  const count = taken.length;
  await until(() => taken.length > count);
  clearInterval(quick);
  expect(session.destroyed).toBe(false);
  session.destroy();
});

test("an answer that its client takes nothing of is given up; the connection and its other answers go on", async () => {
  answering = (answer) => {
    answer.writeHead(200, []);
    answer.end(Buffer.alloc(400_000, "x"));
  };
  const session = await http2Session(url());
  const stuck = session.request({ ":path": "/stuck" });
  const slow = session.request({ ":path": "/slow" });
  for (const stream of [stuck, slow]) stream.on("error", () => undefined);
  let slowBytes = 0;
  slow.on("data", (chunk: Buffer) => {
    slowBytes += chunk.length;
    slow.pause();
  });
  const reading = setInterval(() => slow.resume(), 5);
  stuck.pause();
  await until(() => stuck.destroyed);
  expect(stuck.rstCode).toBe(constants.NGHTTP2_ENHANCE_YOUR_CALM);
  await until(() => slow.destroyed);
  clearInterval(reading);
  expect([slow.rstCode, slowBytes, session.destroyed]).toEqual([0, 400_000, false]);
  session.destroy();
});
