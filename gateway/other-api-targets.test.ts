import { afterEach, beforeEach, expect, test } from "vitest";
import { Bench } from "./test-sockets.ts";
import { call, http, policy } from "./test-gateway.ts";
import { answers, closedPort } from "./test-upstream.ts";

let bench: Bench;

beforeEach(async () => {
  bench = await new Bench().start();
});

afterEach(() => bench.stop());

const dead = async () => http("own", `http://127.0.0.1:${await closedPort()}`);
const EXPOSED = { exposure: { clientHeaders: true } };

interface Place {
  of: string;
  match: { pathPrefix?: string; stripPrefix: boolean };
  mountPath: string;
  asked: string;
}

const PLACES: Place[] = [
  {
    of: "a route that takes its prefix off",
    match: { stripPrefix: true },
    mountPath: "",
    asked: "/items?q=1",
  },
  { of: "a route that keeps its prefix", match: { stripPrefix: false }, mountPath: "", asked: "/items?q=1" },
  {
    of: "two that keep theirs",
    match: { stripPrefix: false },
    mountPath: "/stock",
    asked: "/stock/items?q=1",
  },
  {
    of: "the root",
    match: { pathPrefix: "/", stripPrefix: false },
    mountPath: "/stock",
    asked: "/stock/shop/items?q=1",
  },
];

test.each(PLACES)(
  "a target of another API is asked below that API's own route: $of",
  async ({ match, mountPath, asked }) => {
    const other = await bench.upstream(answers(200, "other"));
    const target = http("other/primary", `${other.url}/base`, { mountPath });
    await bench.gateway.publishApi("shop", policy([await dead(), target], EXPOSED), match);
    const reply = await call(`${bench.url}/shop/items?q=1`);
    expect(reply).toMatchObject({ status: 200, body: "other" });
    expect(reply.headers["x-fallback-target"]).toBe("other/primary");
    expect(other.requests[0]?.url).toBe(`/base${asked}`);
  },
);

test("rewriting is done to the path as that API's own targets know it", async () => {
  const other = await bench.upstream(answers(200, "other"));
  const rewrite = { stripPrefix: "/stock", addPrefix: "/v2" };
  const target = http("other/primary", other.url, { mountPath: "/stock", rewrite });
  await bench.gateway.publishApi("shop", policy([await dead(), target]), { stripPrefix: false });
  await call(`${bench.url}/shop/items`);
  expect(other.requests[0]?.url).toBe("/v2/items");
});

test("ids with a slash can be pinned", async () => {
  const [own, other] = [
    await bench.upstream(answers(200, "own")),
    await bench.upstream(answers(200, "other")),
  ];
  const target = http("other/primary", other.url, { mountPath: "" });
  await bench.gateway.publishApi("shop", policy([http("own", own.url), target]));
  await bench.gateway.publish({
    "controls/shop/v1": {
      kind: "controls",
      environment: "production",
      api: { id: "api_shop", slug: "shop" },
      version: { id: "ver_shop", name: "v1" },
      controls: { pin: "other/primary", releases: { "other/primary": 1 } },
    },
  });
  expect((await call(`${bench.url}/shop`)).body).toBe("other");
});
