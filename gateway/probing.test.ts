import { afterEach, beforeEach, expect, test } from "vitest";
import { systemClock } from "./clock.ts";
import { EndpointChecks, type Member } from "./endpoint-checks.ts";
import { Bench } from "./test-sockets.ts";
import { http, policy, routeBody, until } from "./test-gateway.ts";
import { answers, type TestUpstream } from "./test-upstream.ts";

let bench: Bench;
let upstream: TestUpstream;

beforeEach(async () => {
  bench = await new Bench().start();
  upstream = await bench.upstream(answers(200, "fine"));
});

afterEach(() => bench.stop());

const check = (more: object = {}) => ({
  health: { active: { type: "http", path: "/healthz", intervalMs: 100, ...more } },
});
const hits = (url: string) => upstream.requests.filter((request) => request.url === url).length;
const versions = (count: number, target: (n: number) => object) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, n) => [
      `routes/shop-${n}/v1`,
      routeBody(`shop-${n}`, policy([http("a", upstream.url, target(n))])),
    ]),
  );

test("versions that share an endpoint and its check share the asking", async () => {
  await bench.gateway.publishApi("pace", policy([http("a", upstream.url, check({ path: "/pace" }))]));
  await bench.gateway.publish(versions(50, () => check()));
  await until(() => hits("/healthz") > 0);
  const [pace, asked] = [hits("/pace"), hits("/healthz")];
  await until(() => hits("/healthz") > asked + 10);
  // A check of its own with the same interval sets the pace: 50 askers would be 50 times as fast.
  expect(hits("/healthz") - asked).toBeLessThan(4 * (hits("/pace") - pace + 1));
});

test("a check of another path, host or credential is asked on its own", async () => {
  const targets = [
    check({ path: "/one" }),
    check({ path: "/two" }),
    { ...check({ path: "/three" }), rewrite: { setHeaders: { "x-a": "1" } } },
    { ...check({ path: "/three" }), rewrite: { setHeaders: { "x-a": "2" } } },
  ];
  await bench.gateway.publishApi("any", policy([http("a", upstream.url)]));
  await bench.gateway.publish(versions(4, (n) => targets[n] as object));
  const seen = () =>
    new Set(upstream.requests.map(({ url }, index) => `${url} ${upstream.header(index, "x-a") ?? "-"}`));
  await until(() => seen().size === 4);
  expect([...seen()].toSorted()).toEqual(["/one -", "/three 1", "/three 2", "/two -"]);
});

test("every version learns of a shared check, and one that leaves does not end it for the others", async () => {
  await bench.gateway.publishApi("any", policy([http("a", upstream.url)]));
  const fallen = { id: "s", kind: "static", status: 200, body: "fallen" } as const;
  const body = (slug: string) => routeBody(slug, policy([http("a", upstream.url, check()), fallen]));
  await bench.gateway.publish({ "routes/one/v1": body("one"), "routes/two/v1": body("two") });
  const text = async (slug: string) => (await fetch(`${bench.url}/${slug}`)).text();
  await until(() => hits("/healthz") > 1);
  upstream.behaviour = (request, response) =>
    answers(request.url === "/healthz" ? 500 : 200, "up")(request, response);
  await until(async () => (await text("one")) === "fallen" && (await text("two")) === "fallen");
  const { api, version } = body("one");
  await bench.gateway.publish({
    "routes/one/v1": {
      kind: "tombstone",
      environment: "production",
      api: { id: api.id, slug: api.slug },
      version,
      publicationId: "pub_2",
    },
  });
  const asked = hits("/healthz");
  await until(() => hits("/healthz") > asked + 2);
  await bench.gateway.publish({ "routes/two/v1": routeBody("two", policy([http("a", upstream.url)])) });
  expect(await text("two")).toBe("up");
});

test("thousands of checks are never under way all at once, and each gets its turn", async () => {
  let running = 0;
  let most = 0;
  const asked = new Set<string>();
  const checks = new EndpointChecks({
    clock: systemClock,
    probe: async (endpoint) => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 200));
      asked.add(endpoint.basePath);
      running--;
      return true;
    },
  });
  const cell = { target: { active: { intervalMs: 3_600_000 } }, state: { down: false } };
  const leave = Array.from({ length: 3_000 }, (_, n) =>
    checks.join(String(n), {
      endpoint: { basePath: String(n) },
      cell,
      report: () => undefined,
    } as unknown as Member),
  );
  await until(() => asked.size === 3_000);
  expect(most).toBe(256);
  for (const one of leave) one();
});
