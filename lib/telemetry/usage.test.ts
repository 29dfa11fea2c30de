import { expect, it } from "vitest";
import { newId } from "#lib/ids";
import { makePublishable, testDatabase } from "#lib/testing";
import { ingestBatch, type TelemetryBatch } from "./index.ts";
import { ago, batch, gateway, slug, traffic } from "./test-reports.ts";

const database = await testDatabase();
const { db, ctx } = database;
const environment = await db.environment.create({
  data: { id: newId("env"), slug, name: "Production", position: 1 },
  select: { id: true },
});

function send(node: string, of: Partial<TelemetryBatch>) {
  return ingestBatch(ctx(gateway(node)), batch(node, of));
}

/** An application that has a key and is subscribed. */
async function makeUsed() {
  const { versionId } = await makePublishable(database);
  const team = await db.team.findFirstOrThrow({ select: { id: true } });
  const by = { requestedById: "usr_1", requestedByName: "Ada" };
  const application = await db.application.create({
    data: { id: newId("app"), slug: newId("a"), name: "Shop", teamId: team.id, createdById: "usr_1" },
  });
  const of = { applicationId: application.id, environmentId: environment.id };
  const key = await db.applicationKey.create({
    data: {
      ...of,
      id: newId("key"),
      name: "k",
      hash: newId("h"),
      hint: "x",
      createdById: "u",
      createdByName: "Ada",
    },
  });
  const plan = await db.plan.create({ data: { id: newId("pln"), versionId, name: "Free" } });
  const subscription = await db.subscription.create({
    data: { ...of, ...by, id: newId("sub"), versionId, planId: plan.id, state: "active" },
  });
  return { application, subscription, key };
}

it("counts by application and operation beside the version's own minutes, and what was throttled", async () => {
  const { versionId } = await makePublishable(database);
  const of = { application: "app_1", operation: "GET /orders/{id}" };
  const report = {
    traffic: [
      traffic(versionId, of),
      traffic(versionId, { ...of, requests: 3, throttled: 3, statusClass: "4xx", target: "" }),
      traffic(versionId, { ...of, application: "app_2", requests: 4 }),
      traffic(versionId, { requests: 2 }),
    ],
  };
  await send("gw-1", report);
  await send("gw-1", report);
  const rows = await db.usageMinute.findMany({
    where: { versionId },
    orderBy: [{ applicationId: "asc" }, { statusClass: "asc" }],
  });
  expect(rows.map((row) => [row.applicationId, row.operation, row.requests, row.throttled])).toEqual([
    ["", "", 4, 0],
    ["app_1", "GET /orders/{id}", 20, 0],
    ["app_1", "GET /orders/{id}", 6, 6],
    ["app_2", "GET /orders/{id}", 8, 0],
  ]);
  expect(rows[1]?.latency[5]).toBe(20);
  const all = await db.trafficMinute.findMany({ where: { versionId }, orderBy: { target: "desc" } });
  expect(all.map((row) => [row.target, row.requests])).toEqual([
    ["primary", 32],
    ["", 6],
  ]);
});

it("notes the latest use of a key and a subscription, and passes over what is unknown or to come", async () => {
  const { application, subscription, key } = await makeUsed();
  const uses = [
    { subscriptionId: subscription.id, keyId: key.id, at: ago(30) },
    { subscriptionId: subscription.id, at: ago(10) },
    { subscriptionId: subscription.id, keyId: key.id, at: ago(-3_600) },
    { subscriptionId: "sub_gone", keyId: "key_gone", at: ago(1) },
  ];
  await send("gw-1", { uses });
  await send("gw-1", { uses: [{ subscriptionId: subscription.id, keyId: key.id, at: ago(300) }] });
  const after = await db.application.findUniqueOrThrow({
    where: { id: application.id },
    select: { keys: { select: { lastUsedAt: true } }, subscriptions: { select: { lastCallAt: true } } },
  });
  expect(after.keys[0]?.lastUsedAt?.toISOString()).toBe(uses[0]?.at);
  expect(after.subscriptions[0]?.lastCallAt?.toISOString()).toBe(uses[1]?.at);
});
