import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { FallbackPolicy, Target } from "#lib/fallback/schema";
import type { DocumentBody } from "#lib/routing/schema";
import { call, http, policy } from "./test-gateway.ts";
import { Bench } from "./test-sockets.ts";
import { answers, type TestUpstream } from "./test-upstream.ts";

let bench: Bench;
let first: TestUpstream;
let second: TestUpstream;

beforeEach(async () => {
  bench = await new Bench().start();
  first = await bench.upstream(answers(200, "first"));
  second = await bench.upstream(answers(200, "second"));
});

afterEach(() => bench.stop());

/** No target goes out of service within a test. */
const CALM = { health: { passive: { failures: 1000 } }, circuit: { minRequests: 100_000 } };

function publish(chain: Target[], more: Partial<FallbackPolicy> = {}): Promise<void> {
  return bench.gateway.publishApi("shop", policy(chain, { exposure: { clientHeaders: true }, ...more }));
}

async function order(controls: object): Promise<void> {
  const body: DocumentBody = {
    kind: "controls",
    environment: "production",
    api: { id: "api_shop", slug: "shop" },
    version: { id: "ver_shop", name: "v1" },
    controls,
  };
  await bench.gateway.publish({ "controls/shop/v1": body });
}

/** Target, attempts and reason as the client reads them; undefined: the header is not there. */
async function exposed() {
  const { status, headers } = await call(`${bench.url}/shop`);
  return [status, headers["x-fallback-target"], headers["x-fallback-attempts"], headers["x-fallback-reason"]];
}

describe("what clients are told of the chain", () => {
  test("is nothing unless the policy says so, whatever the upstream claims", async () => {
    first.behaviour = (_request, response) => {
      response.writeHead(200, { "x-fallback-target": "forged", "x-fallback-reason": "forged" });
      response.end("first");
    };
    await publish([http("a", first.url)], { exposure: { clientHeaders: false } });
    expect(await exposed()).toEqual([200, undefined, undefined, undefined]);
    await publish([http("a", first.url)]);
    expect(await exposed()).toEqual([200, "a", "1", undefined]);
  });

  test("names a pin only where it moves the request off its primary", async () => {
    await publish([http("a", first.url, CALM), http("b", second.url, CALM)]);
    await order({ pin: "a" });
    expect(await exposed()).toEqual([200, "a", "1", undefined]);
    await order({ pin: "b" });
    expect(await exposed()).toEqual([200, "b", "1", "pinned"]);
  });

  test("is no reason for a canary, and the failure where the canary's target failed", async () => {
    await publish([http("a", first.url, CALM), http("b", second.url, { ...CALM, canaryPercent: 10 })]);
    const canary = async () => {
      for (let i = 0; i < 500; i++) {
        const seen = second.hits;
        const answer = await exposed();
        if (second.hits > seen) return answer;
      }
      throw new Error("no canary within 500 requests");
    };
    expect(await canary()).toEqual([200, "b", "1", undefined]);
    second.behaviour = answers(503, "down");
    expect(await canary()).toEqual([200, "a", "2", "status 503"]);
  });

  test("names stale and static answers, with the attempts that came before", async () => {
    const stale: Target = {
      id: "last-good",
      kind: "stale",
      maxStaleMs: 60_000,
      isolateBy: "public",
      maxEntryBytes: 1024,
    };
    const sorry: Target = { id: "sorry", kind: "static", status: 503, body: "sorry" };
    await publish([http("a", first.url, CALM), stale, sorry]);
    first.behaviour = answers(503, "down");
    expect(await exposed()).toEqual([503, "sorry", "1", "status 503"]);
    first.behaviour = answers(200, "good");
    expect(await exposed()).toEqual([200, "a", "1", undefined]);
    first.behaviour = answers(503, "down");
    expect(await exposed()).toEqual([200, "last-good", "1", "status 503"]);
  });

  test("names no target on the gateway's own problem, and the failed one whose answer is passed on", async () => {
    await publish([http("a", first.url, CALM), http("b", "http://127.0.0.1:1", CALM)]);
    first.behaviour = answers(503, "down");
    expect(await exposed()).toEqual([503, "a", "2", "status 503"]);
    await publish([http("a", "http://127.0.0.1:1", CALM), http("b", "http://127.0.0.1:1", CALM)]);
    expect(await exposed()).toEqual([502, undefined, "2", "connect_refused"]);
  });
});
