import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Http1Front } from "./http1-front.ts";
import { listen } from "./listening.ts";
import { until } from "./test-gateway.ts";
import { Http1Upgrade } from "./websocket-upgrade.ts";

let server: Server;
let client: Socket;
let near: Socket | undefined;
let body: string;

beforeEach(async () => {
  near = undefined;
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  const front = new Http1Front({
    take: () => undefined,
    takeUpgrade: (request, socket, head) => {
      near = socket;
      const { response } = new Http1Upgrade(request, socket, head);
      response.writeHead(404, ["Content-Length", String(body.length)]);
      response.end(body, "latin1");
    },
  });
  server = createServer({ allowHalfOpen: true }, (socket) => front.connect(socket));
  await listen(server, 0, "127.0.0.1");
});

afterEach(async () => {
  vi.useRealTimers();
  client.destroy();
  near?.destroy();
  await new Promise((resolve) => server.close(resolve));
});

/** Asks for a WebSocket that is refused, and never ends its side. */
async function ask(answer: string): Promise<void> {
  body = answer;
  client = connect({ port: (server.address() as AddressInfo).port, host: "127.0.0.1", allowHalfOpen: true });
  client.on("error", () => undefined);
  client.write("GET / HTTP/1.1\r\nHost: x\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n");
  await until(() => near?.writableEnded === true);
}

test("a client that stays after its WebSocket was refused is left, with its whole answer", async () => {
  let text = "";
  await ask("no");
  client.on("data", (chunk) => (text += chunk.toString("latin1")));
  await until(() => text.endsWith("no"));
  expect(near?.destroyed).toBe(false);
  vi.advanceTimersByTime(5_000);
  expect(near?.destroyed).toBe(true);
});

test("one that reads nothing of it has a minute", async () => {
  await ask("x".repeat(20_000_000));
  vi.advanceTimersByTime(55_000);
  expect(near?.destroyed).toBe(false);
  vi.advanceTimersByTime(10_000);
  expect(near?.destroyed).toBe(true);
});
