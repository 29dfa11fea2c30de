import { Etcd3 } from "etcd3";
import { afterAll, expect, it } from "vitest";
import type { DocumentBody } from "#lib/routing/schema";
import { openStore } from "#lib/store";
import { describeWithEtcd, testEtcd } from "#lib/testing";
import { call, policy, routeBody, TestGateway, until } from "./test-gateway.ts";

const ROOT = "/understudy/v1/production/";
const KEYS = ["routes/shop/v1", "routes/beside/v1"] as const;

describeWithEtcd("c19: a publish whose writer is killed between its phases", async () => {
  const etcd = await testEtcd();
  const admin = new Etcd3({ hosts: etcd.url.replace("etcd:", "http:") });
  const writer = openStore(etcd.url);
  const gateway = new TestGateway({ store: openStore(etcd.url, { reconcileMs: 50 }) });
  afterAll(async () => {
    await gateway.stop();
    await writer.close();
    admin.close();
  });

  const signed = (key: string, text: string, revision: number) => {
    const fallback = policy([{ id: "s", kind: "static", status: 200, body: text }]);
    const body: DocumentBody = routeBody(key.split("/")[1] ?? "", fallback);
    return gateway.sign(key, body, revision);
  };
  const puts = (text: string, storeRevision: number) =>
    KEYS.map((key) => ({ key, value: signed(key, text, storeRevision) }));
  const bodies = async () =>
    Promise.all(["shop", "beside"].map(async (slug) => (await call(`${gateway.url}/${slug}`)).body));
  const commit = (text: string, storeRevision: number) =>
    writer.commit("production", {
      expectedRevision: storeRevision - 1,
      storeRevision,
      puts: puts(text, storeRevision),
    });
  const stage = async (text: string, storeRevision: number) => {
    await admin.put(`${ROOT}staging/${storeRevision}-killed`).value("");
    for (const { key, value } of puts(text, storeRevision))
      await admin.put(`${ROOT}staging/${storeRevision}-killed/${key}`).value(value);
  };
  const applied = (revision: number) =>
    until(async () => (await writer.listStatus("production"))[0]?.appliedRevision === revision);

  it("is seen whole or not at all, and the next one goes through", async () => {
    await gateway.start();
    await commit("one", 1);
    await applied(1);
    expect(await bodies()).toEqual(["one", "one"]);

    // Killed before the flip: nobody takes what is staged, not even a gateway that reads everything anew.
    await stage("never", 2);
    await gateway.gateway.drain();
    const again = openStore(etcd.url, { reconcileMs: 50 });
    const second = new TestGateway({ store: again, keys: gateway.keyring() });
    await second.start();
    await until(async () => (await call(`${second.url}/shop`)).status === 200);
    expect((await call(`${second.url}/shop`)).body).toBe("one");
    await commit("two", 2);
    await applied(2);
    expect((await call(`${second.url}/beside`)).body).toBe("two");

    // Killed after the flip, before a single entry was at its place: all of it counts.
    await stage("three", 3);
    await admin.put(`${ROOT}revision`).value("3 3-killed");
    await applied(3);
    for (const slug of ["shop", "beside"]) expect((await call(`${second.url}/${slug}`)).body).toBe("three");
    await second.stop();
  });
});
