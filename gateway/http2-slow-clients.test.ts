import { once } from "node:events";
import { connect as connectTcp, createServer, type AddressInfo, type Server } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Http2Front } from "./http2-front.ts";
import { http2Session } from "./test-http2.ts";
import { until } from "./test-gateway.ts";

let front: Http2Front;
let server: Server;
let taken: string[];

beforeEach(async () => {
  taken = [];
  front = new Http2Front({
    proxies: undefined,
    take: (request, answer, { read }) => {
      taken.push(read?.path ?? "");
      request.on("data", () => undefined);
      request.on("end", () => {
        answer.writeHead(200, []);
        answer.end();
      });
    },
    times: { idleMs: 150, bodyMs: 150, checkMs: 20 },
  });
  server = createServer((socket) => front.connect(socket));
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
