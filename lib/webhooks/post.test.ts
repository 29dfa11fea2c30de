import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { EGRESS_DEFAULT, type EgressGuard, type EgressPolicy } from "#lib/egress";
import { post } from "./post.ts";

let server: Server;
let port = 0;
const asked: string[] = [];
let answer: RequestListener = (_request, response) => void response.end("thanks");

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    answer(request, response);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  port = (server.address() as AddressInfo).port;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const guardOf = (policy: EgressPolicy): EgressGuard => ({ policy: () => policy, purpose: "webhook" });
const open = guardOf({ ...EGRESS_DEFAULT, privateWebhooks: true });
const closed = guardOf({ ...EGRESS_DEFAULT, privateTargets: true, privateImports: true });

const to = (url: string, guard: EgressGuard = open, over: { timeoutMs?: number } = {}) =>
  post({ url, headers: { "webhook-id": "ntf_1" }, body: "{}", guard, ...over });

describe("a post to an endpoint", () => {
  test("brings the status and the beginning of the answer", async () => {
    expect(await to(`http://127.0.0.1:${port}/a`)).toMatchObject({
      status: 200,
      error: null,
      response: "thanks",
    });
  });

  test("does not follow a redirect", async () => {
    answer = (request, response) => void response.writeHead(307, { location: `${request.url}/secret` }).end();
    const before = asked.length;
    expect(await to(`http://127.0.0.1:${port}/r`)).toMatchObject({ status: 307, error: null });
    expect(asked.slice(before)).toEqual(["POST /r"]);
  });

  test.each(["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1"])(
    "does not reach %s, though targets and imports may",
    async (host) => {
      const before = asked.length;
      const outcome = await to(`http://${host}:${port}/internal`, closed);
      expect(outcome).toMatchObject({ status: null, response: "" });
      expect(outcome.error).toMatch(/loopback/);
      expect(asked).toHaveLength(before);
    },
  );

  test("reaches no metadata service even where private addresses are allowed", async () => {
    expect((await to("http://169.254.169.254/latest", open)).error).toMatch(/never called/);
  });

  test("connects to the address that was checked: a name that changes its answer gains nothing", async () => {
    let resolved = 0;
    const rebinding: EgressGuard = {
      ...closed,
      resolve: (_host, _options, done) =>
        done(null, [{ address: resolved++ === 0 ? "93.184.216.34" : "127.0.0.1", family: 4 }]),
    };
    rebinding.policy = () => ({ ...EGRESS_DEFAULT, deny: ["93.184.216.0/24"] });
    const before = asked.length;
    expect((await to(`http://rebind.example:${port}/`, rebinding)).error).toMatch(/deny list/);
    expect(resolved).toBe(1);
    expect((await to(`http://rebind.example:${port}/`, rebinding)).error).toMatch(/loopback/);
    expect(asked).toHaveLength(before);
  });

  test("reads a little of an answer that never ends", async () => {
    let isClosed = false;
    answer = (_request, response) => {
      response.on("close", () => (isClosed = true));
      const pour = () => {
        while (!response.destroyed && response.write("x".repeat(16_384)));
      };
      response.on("drain", pour);
      pour();
    };
    const outcome = await to(`http://127.0.0.1:${port}/`);
    expect(outcome.status).toBe(200);
    expect(outcome.response).toBe("x".repeat(1_000));
    await expect.poll(() => isClosed).toBe(true);
  });

  test("does not wait for ever, neither for an answer nor for its end", async () => {
    answer = () => undefined;
    expect((await to(`http://127.0.0.1:${port}/`, open, { timeoutMs: 100 })).error).toMatch(
      /did not answer in full/,
    );
    answer = (_request, response) => void response.write("slow");
    expect((await to(`http://127.0.0.1:${port}/`, open, { timeoutMs: 100 })).error).toMatch(
      /did not answer in full/,
    );
  });

  test("keeps no control characters, and takes seconds to wait", async () => {
    answer = (_request, response) =>
      void response.writeHead(503, { "retry-after": "120" }).end("bad\0\u001b[31m\r\nline");
    expect(await to(`http://127.0.0.1:${port}/`)).toMatchObject({
      status: 503,
      response: "bad[31m\nline",
      retryAfterMs: 120_000,
    });
  });

  test("says why nobody was reached", async () => {
    expect((await to("http://127.0.0.1:1/")).error).toMatch(/could not be reached \(ECONNREFUSED\)/);
  });
});
