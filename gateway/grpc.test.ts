import * as grpc from "@grpc/grpc-js";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readGrpcTimeout, writeGrpcTimeout } from "./grpc.ts";
import { http2Call, http2Session } from "./test-http2.ts";
import { Bench } from "./test-sockets.ts";
import { http, policy, until } from "./test-gateway.ts";
import { answers, closedPort } from "./test-upstream.ts";

const EXPOSED = { exposure: { clientHeaders: true } };
const H2 = { protocol: "http2" };
const bytes = (value: Buffer) => value;
const method = (path: string, requestStream: boolean, responseStream: boolean) => ({
  path,
  requestStream,
  responseStream,
  requestSerialize: bytes,
  requestDeserialize: bytes,
  responseSerialize: bytes,
  responseDeserialize: bytes,
});
const SERVICE = {
  say: method("/shop/Say", false, false),
  chat: method("/shop/Chat", true, true),
  collect: method("/shop/Collect", true, false),
};
/** As a target sees them: the route's prefix is taken off. */
const TARGET = {
  say: method("/Say", false, false),
  chat: method("/Chat", true, true),
  collect: method("/Collect", true, false),
};

let bench: Bench;
let servers: grpc.Server[] = [];
let client: InstanceType<ReturnType<typeof grpc.makeGenericClientConstructor>>;

beforeEach(async () => {
  bench = await new Bench().start();
  const Client = grpc.makeGenericClientConstructor(SERVICE, "shop");
  client = new Client(new URL(bench.url).host, grpc.credentials.createInsecure());
});

afterEach(async () => {
  client.close();
  for (const server of servers) server.forceShutdown();
  servers = [];
  await bench.stop();
});

interface Target {
  url: string;
  calls: number;
  deadlines: number[];
  cancelled: number;
  say: grpc.handleUnaryCall<Buffer, Buffer>;
}

async function target(name: string): Promise<Target> {
  const server = new grpc.Server();
  servers.push(server);
  const made: Target = {
    url: "",
    calls: 0,
    deadlines: [],
    cancelled: 0,
    say: (call, done) => {
      const trailer = new grpc.Metadata();
      trailer.set("x-sum", "42");
      done(null, Buffer.from(`${name} ${call.request.toString()}`), trailer);
    },
  };
  server.addService(TARGET, {
    say: (call: grpc.ServerUnaryCall<Buffer, Buffer>, done: grpc.sendUnaryData<Buffer>) => {
      made.calls++;
      const deadline = call.getDeadline();
      made.deadlines.push(deadline instanceof Date ? deadline.getTime() : deadline);
      made.say(call, done);
    },
    chat: (call: grpc.ServerDuplexStream<Buffer, Buffer>) => {
      made.calls++;
      call.on("data", (message: Buffer) => call.write(Buffer.from(`${name} ${message.toString()}`)));
      call.on("end", () => call.end());
    },
    collect: (call: grpc.ServerReadableStream<Buffer, Buffer>, done: grpc.sendUnaryData<Buffer>) => {
      let total = 0;
      call.on("data", (message: Buffer) => (total += message.length));
      call.on("cancelled", () => made.cancelled++);
      call.on("end", () => done(null, Buffer.from(String(total))));
    },
  });
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    ),
  );
  made.url = `http://127.0.0.1:${port}`;
  return made;
}

interface Outcome {
  code: number;
  details: string;
  text: string;
  trailers: Record<string, unknown>;
}

function say(text: string, options: grpc.CallOptions = {}): Promise<Outcome> {
  return new Promise((resolve) => {
    let answer = "";
    const call = client["say"]?.(Buffer.from(text), options, (_error: unknown, value?: Buffer) => {
      answer = value?.toString() ?? "";
    }) as grpc.ClientUnaryCall;
    call.on("status", ({ code, details, metadata }: grpc.StatusObject) =>
      setImmediate(() => resolve({ code, details, text: answer, trailers: metadata.getMap() })),
    );
  });
}

const publish = (chain: Parameters<typeof policy>[0], more: object = EXPOSED) =>
  bench.gateway.publishApi("shop", policy(chain, more));

test("c27: a call passes from end to end, with its trailers and status; what the server says no to is its answer", async () => {
  const first = await target("first");
  const second = await target("second");
  await publish([http("a", first.url, H2), http("b", second.url, H2)]);
  expect(await say("hello")).toMatchObject({ code: 0, text: "first hello", trailers: { "x-sum": "42" } });
  first.say = (_call, done) => done({ code: grpc.status.NOT_FOUND, details: "no such thing" });
  expect(await say("hello")).toMatchObject({ code: 5, details: "no such thing" });
  expect(second.calls).toBe(0);
});

test("c27: calls fail over: refused, refused streams, and UNAVAILABLE where the policy moves on from 503", async () => {
  const first = await target("first");
  const second = await target("second");
  await publish([http("a", `http://127.0.0.1:${await closedPort()}`, H2), http("b", second.url, H2)]);
  expect(await say("one")).toMatchObject({ code: 0, text: "second one" });
  // The server may have executed it, so a call moves on only where the policy says that it may.
  first.say = (_call, done) => done({ code: grpc.status.UNAVAILABLE, details: "busy" });
  await publish([http("a", first.url, H2), http("b", second.url, H2)]);
  expect(await say("two")).toMatchObject({ code: 14, details: "busy" });
  await publish([http("a", first.url, H2), http("b", second.url, H2)], {
    ...EXPOSED,
    replay: { nonIdempotent: "always" },
  });
  expect(await say("three")).toMatchObject({ code: 0, text: "second three" });
  first.say = (_call, done) => done({ code: grpc.status.INTERNAL, details: "broken" });
  expect(await say("four")).toMatchObject({ code: 13, details: "broken" });
});

test("streams go both ways at once, before and after a failover", async () => {
  const second = await target("second");
  await publish([http("a", `http://127.0.0.1:${await closedPort()}`, H2), http("b", second.url, H2)]);
  const call = client["chat"]?.() as grpc.ClientDuplexStream<Buffer, Buffer>;
  const heard: string[] = [];
  call.on("data", (message: Buffer) => heard.push(message.toString()));
  // Each message waits for the answer to the one before: nothing may wait for the end of the request.
  for (let i = 0; i < 3; i++) {
    call.write(Buffer.from(String(i)));
    await until(() => heard.length === i + 1);
  }
  const ended = new Promise((resolve) => call.on("status", resolve));
  call.end();
  expect(await ended).toMatchObject({ code: 0 });
  expect(heard).toEqual(["second 0", "second 1", "second 2"]);
});

test("an upload longer than what is kept passes to the first target, in order and whole", async () => {
  const first = await target("first");
  await publish([http("a", first.url, H2), http("b", first.url, H2)]);
  const answer = new Promise<string>((resolve, reject) => {
    const call = client["collect"]?.((error: Error | null, value?: Buffer) =>
      error ? reject(error) : resolve(value?.toString() ?? ""),
    ) as grpc.ClientWritableStream<Buffer>;
    for (let i = 0; i < 50; i++) call.write(Buffer.alloc(20_000));
    call.end();
  });
  expect(await answer).toBe("1000000");
});

test("an upload that is refused for its length ends at its target too, which is not to blame", async () => {
  const first = await target("first");
  const second = await target("second");
  const health = { passive: { failures: 1 } };
  await publish([http("a", first.url, { ...H2, health }), http("b", second.url, H2)], {
    ...EXPOSED,
    replay: { bodyMaxBytes: 1_000, bodyOverLimit: "reject_413" },
  });
  const call = client["collect"]?.(() => undefined) as grpc.ClientWritableStream<Buffer>;
  const status = new Promise((resolve) => call.on("status", resolve));
  for (let i = 0; i < 3; i++) call.write(Buffer.alloc(500));
  expect(await status).toMatchObject({ code: 8 });
  await until(() => first.cancelled === 1);
  expect(await say("hello")).toMatchObject({ code: 0, text: "first hello" });
});

test("the client's deadline is kept, and every target is told what is left of it", async () => {
  const first = await target("first");
  first.say = () => undefined;
  const second = await target("second");
  const timeouts = { connectMs: 500, firstByteMs: 150 };
  const more = { ...EXPOSED, replay: { nonIdempotent: "always" } };
  await publish([http("a", first.url, { ...H2, timeouts }), http("b", second.url, H2)], more);
  const deadline = Date.now() + 5_000;
  expect(await say("hello", { deadline })).toMatchObject({ code: 0, text: "second hello" });
  const [told] = second.deadlines;
  expect(Math.abs((told ?? 0) - deadline)).toBeLessThan(2_000);
  await publish([http("a", first.url, H2)]);
  const session = await http2Session(bench.url);
  const late = await http2Call(
    session,
    {
      ":method": "POST",
      ":path": "/shop/Say",
      "content-type": "application/grpc",
      te: "trailers",
      "grpc-timeout": "200m",
    },
    Buffer.from([0, 0, 0, 0, 0]),
  );
  expect(late).toMatchObject({ status: 200, headers: { "grpc-status": "4" } });
  session.destroy();
});

test("what the gateway itself says comes as a status, in headers alone", async () => {
  await publish([http("a", `http://127.0.0.1:${await closedPort()}`, H2)]);
  expect(await say("hello")).toMatchObject({ code: 14, details: expect.stringContaining("connect_refused") });
  const session = await http2Session(bench.url);
  const nowhere = { ":method": "POST", ":path": "/nowhere", "content-type": "application/grpc+proto" };
  const reply = await http2Call(session, nowhere, "");
  expect(reply).toMatchObject({ status: 200, body: "", headers: { "grpc-status": "12" } });
  session.destroy();
});

test("a server that speaks HTTP/1.1 alone is not taken for a gRPC one", async () => {
  const plain = await bench.upstream(answers(200, "plain"));
  const second = await target("second");
  await publish([http("a", plain.url, H2), http("b", second.url, H2)], {
    ...EXPOSED,
    replay: { nonIdempotent: "always" },
  });
  expect(await say("hello")).toMatchObject({ code: 0, text: "second hello" });
});

test("grpc-timeout", () => {
  const read = ["1S", "100m", "1H", "5u", "99999999n", "", "10", "1x", "123456789m"].map(readGrpcTimeout);
  expect(read).toEqual([1000, 100, 3_600_000, 1, 99, undefined, undefined, undefined, undefined]);
  expect([0.2, 1500, 360_000_000_000].map(writeGrpcTimeout)).toEqual(["1m", "1500m", "360000000S"]);
});
