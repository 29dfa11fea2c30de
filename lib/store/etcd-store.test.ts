import { Etcd3 } from "etcd3";
import { afterAll } from "vitest";
import { describeWithEtcd, testEtcd } from "#lib/testing";
import { describeStoreContract } from "./contract.ts";
import { openStore } from "./open-store.ts";

describeWithEtcd("etcd", async () => {
  const etcd = await testEtcd();
  const admin = new Etcd3({ hosts: etcd.url.replace("etcd:", "http:") });
  afterAll(() => admin.close());

  describeStoreContract("etcd", {
    open: () => openStore(etcd.url, { timeoutMs: 2_000, reconcileMs: 60_000 }),
    interrupt: async () => {
      await etcd.kill();
      await etcd.restart();
    },
    outage: () => etcd.kill(),
    recover: () => etcd.restart(),
    wipe: async (environment) => {
      await admin.delete().prefix(`/understudy/v1/${environment}/`);
    },
  });
});
