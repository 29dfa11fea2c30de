import { once } from "node:events";
import { createServer, type ServerHttp2Session } from "node:http2";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { Http2Connections } from "./http2-connections.ts";

test("tells whole answers from others, and connects anew after a connection was closed", async () => {
  const sessions: ServerHttp2Session[] = [];
  const seen: string[] = [];
  const server = createServer();
  server.on("session", (session) => void sessions.push(session));
  server.on("stream", (stream, headers) => {
    seen.push(`${headers[":method"]} ${headers[":path"]}`);
    stream.on("error", () => undefined).resume();
    if (headers[":path"] === "/cut") stream.close(2);
    else stream.respond({ ":status": headers[":path"] === "/bad" ? 503 : 200 }, { endStream: true });
  });
  server.listen(0);
  await once(server, "listening");
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const connections = new Http2Connections();
  const ask = async (kind: "GET" | "PUT" | "keyed POST", path: string) =>
    (await connections.wholeAnswer({ kind, url: `${origin}${path}` })).status;
  expect(await ask("GET", "/fine")).toBe(200);
  expect(await ask("PUT", "/bad")).toBe(503);
  expect(await ask("keyed POST", "/cut")).toBe(0);
  expect(sessions).toHaveLength(1);
  const [first] = sessions;
  const closed = first && once(first, "close");
  first?.close();
  await closed;
  expect(await ask("GET", "/again")).toBe(200);
  expect(sessions).toHaveLength(2);
  expect(seen).toEqual(["GET /fine", "PUT /bad", "POST /cut", "GET /again"]);
  connections.close();
  server.close();
});
