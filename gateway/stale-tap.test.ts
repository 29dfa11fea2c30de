import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { StaleStore } from "./stale-store.ts";
import { bodyTap } from "./stale-tap.ts";
import { call, http, policy } from "./test-gateway.ts";
import { Bench } from "./test-sockets.ts";
import { answers, closedPort, type Behaviour, type TestUpstream } from "./test-upstream.ts";

/* Which of the answers that pass through are kept as last good ones. */

let bench: Bench;
let upstream: TestUpstream;

beforeEach(async () => {
  bench = await new Bench().start();
  upstream = await bench.upstream(answers(200, "good"));
});

afterEach(() => bench.stop());

/** `stales`: what each stale target of the chain has beyond the usual. The last target is dead. */
async function publish(stales: object[], more: Parameters<typeof policy>[1] = {}): Promise<void> {
  const usual = { kind: "stale", maxStaleMs: 60_000, isolateBy: "public", maxEntryBytes: 10_000 };
  const kept = stales.map((own, index) => ({ id: `kept-${index}`, ...usual, ...own }));
  const primary = http("a", upstream.url, { health: { passive: { failures: 1000 } } });
  const dead = http("dead", `http://127.0.0.1:${await closedPort()}`);
  const chain = [primary, ...(kept as never[]), dead];
  await bench.gateway.publishApi("shop", policy(chain, { exposure: { clientHeaders: true }, ...more }));
}

const ask = (path: string, method = "GET") => call(`${bench.url}/shop${path}`, { method });

/** The target that answers once the upstream is gone; undefined: none does. */
async function answeredBy(path: string, method = "GET"): Promise<unknown> {
  await upstream.stop();
  return (await ask(path, method)).headers["x-fallback-target"];
}

/** In pieces and without a length, as one that is made while it is sent. */
const inPieces =
  (pieces: readonly string[]): Behaviour =>
  (_request, response) => {
    for (const piece of pieces) response.write(piece);
    response.end();
  };

const FLAG = { name: "x-should-fallback" };
const flagged = answers(200, "half an answer", { "x-should-fallback": "1" });

test.each([
  ["when every target failed", {}],
  ["where no other may be tried", { replay: { safeMethods: [] } }],
])("an answer that a trigger called a failure is not kept, passed on %s", async (_when, more) => {
  await publish([{}], { triggers: { responseHeader: [FLAG] }, whenExhausted: { respond: "last" }, ...more });
  upstream.behaviour = flagged;
  for (let i = 0; i < 2; i++) {
    const { status, body, headers } = await ask("/orders");
    expect([status, body, headers["x-fallback-target"]]).toEqual([200, "half an answer", "a"]);
  }
  expect(await answeredBy("/orders")).toBeUndefined();
});

test.each([
  [[6, 4], "kept-0"],
  [[6, 5], "kept-1"],
  [[6, 6], undefined],
])(
  "a body of undeclared length, in pieces of %j bytes, is kept where there is room for it",
  async (pieces, by) => {
    await publish([{ maxEntryBytes: 10 }, { maxEntryBytes: 11 }]);
    upstream.behaviour = inPieces(pieces.map((bytes) => "x".repeat(bytes)));
    const whole = await ask("/orders");
    expect(whole.body).toHaveLength((pieces[0] ?? 0) + (pieces[1] ?? 0));
    expect(await answeredBy("/orders")).toBe(by);
  },
);

test("what is too long to be kept is not collected to its end", () => {
  const put = vi.fn<StaleStore["put"]>();
  const target = { isolateBy: "public", maxEntryBytes: 10 };
  const head = { status: 200, headers: [], contentLength: -1, trailer: "" };
  const passing = { request: { method: "GET", bodyBytes: 0, header: () => undefined }, answer: { head } };
  const tapOf = () =>
    bodyTap(
      { stale: { put }, clock: { now: () => 0 } } as never,
      { keepFor: [target] } as never,
      passing as never,
    );
  for (const pieces of [[10], [6, 5], [11], [11, 1]]) {
    const tap = tapOf();
    for (const bytes of pieces) tap?.chunk(Buffer.alloc(bytes));
    tap?.whole();
  }
  expect(put.mock.calls.map(([, , { body }]) => body.length)).toEqual([10]);
});

test("a HEAD gets the head of what was kept of a GET, and nothing is kept of a HEAD", async () => {
  await publish([{ methods: ["HEAD"] }]);
  upstream.behaviour = answers(200, "good", { "content-type": "text/plain" });
  await ask("/got");
  await ask("/only-head", "HEAD");
  await upstream.stop();
  const head = await ask("/got", "HEAD");
  expect(head).toMatchObject({
    status: 200,
    body: "",
    headers: { "content-length": "4", "content-type": "text/plain", "x-fallback-stale": "true" },
  });
  expect(await answeredBy("/only-head", "HEAD")).toBeUndefined();
  expect(await answeredBy("/got")).toBeUndefined();
});

test("an answer belongs to what varyBy names, too", async () => {
  await publish([{ varyBy: ["X-Region"] }]);
  const inRegion = (region?: string) =>
    call(`${bench.url}/shop/orders`, { headers: region === undefined ? {} : { "x-region": region } });
  upstream.behaviour = (request, response) => response.end(`of ${String(request.headers["x-region"])}`);
  for (const region of ["north", "south", undefined]) await inRegion(region);
  await upstream.stop();
  expect((await inRegion("north")).body).toBe("of north");
  expect((await inRegion("south")).body).toBe("of south");
  expect((await inRegion()).body).toBe("of undefined");
  expect((await inRegion("west")).status).toBe(502);
});
