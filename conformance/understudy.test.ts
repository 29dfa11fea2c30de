import { afterAll, describe, expect, it } from "vitest";
import { describeWithEtcd } from "#lib/testing";
import { understudy } from "./adapters/understudy.ts";
import { runCase, type Case } from "./case.ts";
import { AWAITED, CASES } from "./cases/index.ts";

/** Cases in which the store has a part. */
const ON_STORE = new Set(["c18", "c19", "c20", "c24"]);

async function conforms(driver: "postgres" | "etcd", cases: Case[]): Promise<void> {
  const gateway = await understudy(driver).start();
  afterAll(() => gateway.stop());
  it.each(cases)("$id: $proves", async (one) => {
    expect(await runCase(gateway, one)).toMatchObject({ kind: "pass" });
  });
}

describe("the built-in gateway on PostgreSQL", async () => {
  await conforms(
    "postgres",
    CASES.filter(({ id }) => !AWAITED.has(id)),
  );
});

describeWithEtcd("the built-in gateway on etcd", async () => {
  await conforms(
    "etcd",
    CASES.filter(({ id }) => ON_STORE.has(id)),
  );
});
