import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

const EVERY_MS = 1_000;
/** Streams are served in as many groups, one after the other within a second. */
const GROUPS = 100;

export interface StreamUpstream {
  port: number;
  stop(): Promise<void>;
}

/** Event streams without end: an event a second each, with the time (`performance.now()`) it was written at. */
export async function startStreamUpstream(): Promise<StreamUpstream> {
  const groups = Array.from({ length: GROUPS }, () => new Set<ServerResponse>());
  let opened = 0;
  const server = createServer((request, response) => {
    if (request.headers.accept !== "text/event-stream") return void response.end("ready");
    const group = groups[opened++ % GROUPS] as Set<ServerResponse>;
    response
      .writeHead(200, { "content-type": "text/event-stream", "x-accel-buffering": "no" })
      .write(": open\n\n");
    group.add(response);
    response.on("close", () => group.delete(response));
  });
  let turn = 0;
  const timer = setInterval(() => {
    for (const response of groups[turn++ % GROUPS] ?? []) response.write(`data: ${performance.now()}\n\n`);
  }, EVERY_MS / GROUPS);
  await new Promise<void>((resolve) => server.listen({ port: 0, host: "127.0.0.1", backlog: 4096 }, resolve));
  return {
    port: (server.address() as AddressInfo).port,
    stop: async () => {
      clearInterval(timer);
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
