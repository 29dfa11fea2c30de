import { afterEach, beforeEach, expect, test } from "vitest";
import { http2Call, http2Session } from "./test-http2.ts";
import { Bench, rawExchange } from "./test-sockets.ts";
import { http, policy } from "./test-gateway.ts";
import { answers, type TestUpstream } from "./test-upstream.ts";

/* Last good answers: what one client gets kept must never be another's answer to something else. */

let bench: Bench;
let upstream: TestUpstream;

beforeEach(async () => {
  bench = await new Bench().start();
  // Says what it was asked, so that an answer to something else shows.
  upstream = await bench.upstream((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString("latin1")));
    request.on("end", () => response.end(`${request.headers.host} ${body || "nothing"}`));
  });
  const health = { passive: { failures: 1000 } };
  const stale = { id: "last-good", kind: "stale", maxStaleMs: 600_000, isolateBy: "public" } as const;
  const target = http("a", upstream.url, { health, host: { mode: "pass" } });
  const chain = [target, { ...stale, maxEntryBytes: 10_000 }, { id: "sorry", kind: "static", status: 503 }];
  await bench.gateway.publishApi("shop", policy(chain as never));
});

afterEach(() => bench.stop());

/** The body of the answer, "" for the static one. */
async function get(target: string, host: string, body = ""): Promise<string> {
  const length = body === "" ? "" : `Content-Length: ${body.length}\r\n`;
  const head = `GET ${target} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n${length}\r\n`;
  const { text } = await rawExchange(bench.url, head + body);
  return /^HTTP\/1.1 200 /.test(text) ? text.slice(text.indexOf("\r\n\r\n") + 4) : "";
}

const down = () => (upstream.behaviour = answers(503, "down"));

test("an answer to a GET with a body is nobody's last good answer, and such a GET gets none", async () => {
  expect(await get("/shop/fat", "shop.example", "q=evil")).toBe("shop.example q=evil");
  expect(await get("/shop/plain", "shop.example")).toBe("shop.example nothing");
  down();
  expect(await get("/shop/fat", "shop.example")).toBe("");
  expect(await get("/shop/plain", "shop.example", "q=1")).toBe("");
  expect(await get("/shop/plain", "shop.example")).toBe("shop.example nothing");
});

test("an answer belongs to the host that was asked, not to the Host header beside an absolute target", async () => {
  expect(await get("http://evil.example/shop/a", "shop.example")).toBe("evil.example nothing");
  down();
  expect(await get("/shop/a", "shop.example")).toBe("");
  expect(await get("/shop/a", "EVIL.example")).toBe("evil.example nothing");
});

test("hosts are told apart over HTTP/2, too", async () => {
  const session = await http2Session(bench.url);
  const ask = (host: string) => http2Call(session, { ":path": "/shop/a", ":authority": host });
  expect((await ask("a.example")).body).toBe("a.example nothing");
  down();
  expect((await ask("b.example")).status).toBe(503);
  expect(await ask("a.example")).toMatchObject({ status: 200, body: "a.example nothing" });
  expect(await get("/shop/a", "a.example")).toBe("a.example nothing");
  session.close();
});
