import { SECRETS } from "../adapter.ts";
import type { Case } from "../case.ts";
import { http, type Stage } from "../stage.ts";
import { framed } from "../grpc-call.ts";
import { exchange } from "../request.ts";
import { answers } from "../upstreams/behaviours.ts";

/** What passes from one side to the other. */
export const HEADERS: Case[] = [
  {
    id: "c26",
    proves: "hop-by-hop headers end at the gateway, and the credential of one target never reaches another",
    play: async (stage) => {
      await stage.part(() => credentials(stage));
      await stage.part(() => hopByHop(stage));
    },
  },
  {
    id: "c27",
    proves:
      "WebSocket and gRPC go through the chain: a target that refuses is passed over, then both sides talk",
    play: async (stage) => {
      await stage.part(() => webSocket(stage));
      await stage.part(() => grpc(stage));
    },
  },
];

async function credentials(stage: Stage): Promise<void> {
  const first = await stage.upstream(answers(503, "down"));
  const second = await stage.upstream(answers(503, "down"));
  const third = await stage.upstream(answers(200, "third"));
  const auth = (name: string, secret: keyof typeof SECRETS) => ({
    auth: { secretRef: `env:${secret}`, in: "header", name },
  });
  await stage.publish([
    http("a", first.url, auth("authorization", "UPSTREAM_FIRST")),
    http("b", second.url, auth("x-api-key", "UPSTREAM_SECOND")),
    http("c", third.url),
  ]);
  const headers = { authorization: "Bearer client" };
  stage.replied("the third answers", await stage.ask({ headers }), [200, "third"]);
  const seen = [first, second, third].map((upstream) => [
    upstream.header(0, "authorization"),
    upstream.header(0, "x-api-key"),
  ]);
  stage.equal("the first gets its own credential in place of the client's", seen[0], [
    [SECRETS.UPSTREAM_FIRST],
    [],
  ]);
  stage.equal("the second gets its own and the client's", seen[1], [
    ["Bearer client"],
    [SECRETS.UPSTREAM_SECOND],
  ]);
  stage.equal("the third gets the client's alone", seen[2], [["Bearer client"], []]);
  const received = (upstream: typeof first) => JSON.stringify(upstream.requests);
  const leaks = [
    received(second).includes(SECRETS.UPSTREAM_FIRST),
    received(third).includes(SECRETS.UPSTREAM_FIRST) || received(third).includes(SECRETS.UPSTREAM_SECOND),
  ];
  stage.equal("no credential travels on", leaks, [false, false]);
}

async function hopByHop(stage: Stage): Promise<void> {
  const upstream = await stage.upstream((_request, response) => {
    response.writeHead(200, {
      connection: "x-secret",
      "x-secret": "1",
      "x-kept": "2",
      "keep-alive": "timeout=9",
    });
    response.end("ok");
  });
  await stage.publish([http("a", upstream.url), http("b", await stage.refusing())]);
  const headers = {
    connection: "close, x-hop",
    "x-hop": "1",
    "proxy-authorization": "Basic eA==",
    te: "trailers",
    "keep-alive": "timeout=5",
    "x-kept": "1",
  };
  const reply = await stage.ask({ headers });
  stage.replied("the request is answered", reply, [200, "ok"]);
  stage.equal("what Connection names stays here", upstream.header(0, "x-hop"), []);
  const others = ["proxy-authorization", "te", "keep-alive"].filter(
    (name) => upstream.header(0, name).length > 0,
  );
  stage.equal("so do the other hop-by-hop headers", others, []);
  stage.equal("other headers pass", upstream.header(0, "x-kept"), ["1"]);
  stage.equal("what the answer's Connection names stays here", reply.headers["x-secret"], undefined);
  stage.equal("other headers of the answer pass", reply.headers["x-kept"], "2");
}

async function webSocket(stage: Stage): Promise<void> {
  const second = await stage.upstream(answers(200, "no upgrade"));
  await stage.publish([http("a", await stage.refusing()), http("b", second.url)]);
  const base = stage.baseOf(stage.name);
  const key = "dGhlIHNhbXBsZSBub25jZQ==";
  const bytes =
    `GET ${new URL(`${base}/x`).pathname} HTTP/1.1\r\nHost: gateway\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
    `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\n\r\n`;
  const talk = await exchange(base, bytes, (text) => text.includes("\r\n\r\n"));
  stage.check("the second's 101 arrives", talk.text.startsWith("HTTP/1.1 101 "), talk.text.slice(0, 60));
  stage.equal("the second gets the handshake", second.header(0, "sec-websocket-key"), [key]);
  const echo = await talk.send("\x81\x05hello", (text) => text.length >= 7);
  stage.equal("bytes pass in both directions", echo, "\x81\x05hello");
  talk.end();
}

async function grpc(stage: Stage): Promise<void> {
  const second = await stage.grpcUpstream();
  const protocol = { protocol: "http2" };
  await stage.publish([http("a", await stage.refusing(), protocol), http("b", second.url, protocol)]);
  const reply = await stage.call("/shop.Orders/Place", "order 1");
  const message = framed("order 1");
  stage.equal(
    "a gRPC call is answered by the second, message by message",
    [reply.status, reply.body],
    [200, message + message],
  );
  stage.equal("with its status in the trailers", reply.trailers["grpc-status"], "0");
  const [call] = second.calls;
  stage.equal(
    "the second gets the call",
    [call?.headers[":path"], call?.body],
    ["/shop.Orders/Place", message],
  );
  stage.equal("and may answer with trailers", call?.headers["te"], "trailers");
}
