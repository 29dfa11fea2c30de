import { expect, test } from "vitest";
import type { Target } from "#lib/fallback/schema";
import { Bench } from "./test-sockets.ts";
import { call, http, policy, routeBody } from "./test-gateway.ts";
import { answers } from "./test-upstream.ts";

test("of very many routes the later ones wait for their first request, and those that cannot be served are refused at once", async ({
  onTestFinished,
}) => {
  const bench = await new Bench().start();
  onTestFinished(() => bench.stop());
  const { gateway } = bench;
  const upstream = await bench.upstream(answers(200, "good"));
  const names = Array.from({ length: 1_100 }, (_, n) => `many-${n}`);
  const fallback = (id: string) => policy([http("a", `${upstream.url}/${id}`)]);
  const bodies = (edition: string) =>
    Object.fromEntries(names.map((slug) => [`routes/${slug}/v1`, routeBody(slug, fallback(edition))]));
  await gateway.publishApi("shop", fallback("shop"));
  await gateway.publish(bodies("first"));
  const served = async (slug: string) => {
    upstream.requests.length = 0;
    expect((await call(`${gateway.url}/${slug}`)).body).toBe("good");
    return upstream.requests[0]?.url;
  };
  expect(await served("many-1099")).toBe("/first");
  const bad = { id: "b", kind: "ai", provider: "x", model: "m" } as unknown as Target;
  const changed = { ...bodies("second"), "routes/bad/v1": routeBody("bad", policy([bad])) };
  await gateway.publish(changed);
  const [status] = await gateway.store.listStatus("production");
  expect(status?.rejects).toMatchObject([{ key: "routes/bad/v1" }]);
  // One that was asked for before, one that never was.
  for (const slug of ["many-1099", "many-1098"]) expect(await served(slug)).toBe("/second");
});
