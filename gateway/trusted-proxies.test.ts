import { afterEach, expect, test } from "vitest";
import { Bench } from "./test-sockets.ts";
import { call, http, policy, TestGateway } from "./test-gateway.ts";
import { answers } from "./test-upstream.ts";
import { TrustedProxies } from "./trusted-proxies.ts";

const proxies = new TrustedProxies(["10.0.0.0/8", "192.0.2.7", "2001:db8::/32"]);
const read = (headers: Record<string, string>, peer = "10.0.0.1") =>
  proxies.read(Object.entries(headers).flat(), peer);

test("nobody but a trusted proxy is believed", () => {
  expect(read({ "X-Forwarded-For": "6.6.6.6" }, "203.0.113.9")).toBeUndefined();
  expect(read({}, "10.0.0.1")).toBeUndefined();
  expect(read({ "X-Forwarded-For": "6.6.6.6" }, "unknown")).toBeUndefined();
});

test("the rightmost address that is no proxy's is the client, whatever it claims itself", () => {
  const said = read({ "X-Forwarded-For": "1.1.1.1, 6.6.6.6,192.0.2.7 , 10.9.9.9" });
  expect(said?.hops).toEqual(["6.6.6.6", "192.0.2.7", "10.9.9.9", "10.0.0.1"]);
  expect(read({ "X-Forwarded-For": "10.1.1.1, 10.2.2.2" })?.hops).toEqual([
    "10.1.1.1",
    "10.2.2.2",
    "10.0.0.1",
  ]);
  expect(read({ "X-Forwarded-For": "[2001:db8::1]:443, 8.8.8.8:1234" })?.hops).toEqual([
    "8.8.8.8",
    "10.0.0.1",
  ]);
  expect(read({ "X-Forwarded-For": "6.6.6.6, junk, 10.2.2.2" })?.hops).toEqual(["10.2.2.2", "10.0.0.1"]);
  expect(read({ "X-Forwarded-For": "6.6.6.6, junk" })).toBeUndefined();
});

test("scheme and host belong to the client's own hop", () => {
  const said = read({
    "X-Forwarded-For": "1.1.1.1, 6.6.6.6, 10.9.9.9",
    "X-Forwarded-Proto": "http, https, http",
    "X-Forwarded-Host": "evil.example, shop.example, inner.example",
  });
  expect(said).toMatchObject({ protocol: "https", host: "shop.example" });
  const one = read({ "X-Forwarded-For": "6.6.6.6, 10.9.9.9", "X-Forwarded-Proto": "HTTPS" });
  expect(one?.protocol).toBe("https");
  const odd = read({
    "X-Forwarded-For": "6.6.6.6",
    "X-Forwarded-Proto": "gopher",
    "X-Forwarded-Host": "a b",
  });
  expect(odd).toMatchObject({ protocol: undefined, host: undefined });
});

test("Forwarded is read too, quoted and with ports; a contradiction is not believed", () => {
  const said = read({
    Forwarded:
      'for=1.1.1.1, for="[2001:db8:cafe::17]:4711", For=6.6.6.6;Proto=https;host="shop.example:8443", for=10.2.2.2',
  });
  expect(said).toEqual({
    hops: ["6.6.6.6", "10.2.2.2", "10.0.0.1"],
    protocol: "https",
    host: "shop.example:8443",
  });
  expect(read({ Forwarded: "for=_hidden" })).toBeUndefined();
  expect(read({ Forwarded: "for=6.6.6.6", "X-Forwarded-For": "6.6.6.6" })?.hops[0]).toBe("6.6.6.6");
  expect(read({ Forwarded: "for=7.7.7.7", "X-Forwarded-For": "6.6.6.6" })).toBeUndefined();
});

let bench: Bench | undefined;
afterEach(() => bench?.stop());

const HEADERS = {
  "x-forwarded-for": "1.1.1.1, 203.0.113.7",
  "x-forwarded-proto": "https",
  "x-forwarded-host": "shop.example",
};

async function seenUpstream(trustedProxies: string[]): Promise<(string | undefined)[]> {
  const started = await new Bench(new TestGateway({ trustedProxies })).start();
  bench = started;
  const upstream = await started.upstream(answers(200, "ok"));
  await started.gateway.publishApi("shop", policy([http("a", upstream.url)]));
  await call(`${started.url}/shop`, { headers: HEADERS });
  return ["x-forwarded-for", "x-forwarded-proto", "x-forwarded-host", "forwarded"].map((name) =>
    upstream.header(0, name),
  );
}

test("upstreams get what is believed: the client and the proxies it came through", async () => {
  expect(await seenUpstream(["127.0.0.0/8"])).toEqual([
    "203.0.113.7, 127.0.0.1",
    "https",
    "shop.example",
    "for=203.0.113.7;host=shop.example;proto=https, for=127.0.0.1",
  ]);
});

test("without trusted proxies upstreams get the connection's own address", async () => {
  const [address, protocol, host] = await seenUpstream([]);
  expect([address, protocol, host]).toEqual(["127.0.0.1", "http", new URL(bench?.url ?? "").host]);
});
