import { expect, it } from "vitest";
import { newId } from "#lib/ids";
import { makePublishable, testDatabase } from "#lib/testing";
import { closeAbandonedIncidents, evaluateAlerts, ingestBatch, type IncidentReport } from "./index.ts";
import { ago, batch, gateway, incident, slug } from "./test-reports.ts";

const database = await testDatabase();
const { db, ctx } = database;
const { id: environmentId } = await db.environment.create({
  data: { id: newId("env"), slug, name: "Production", position: 1 },
  select: { id: true },
});

/** An incident that a gateway saw before it was given up for lost. */
async function lost() {
  const { versionId } = await makePublishable(database);
  const node = newId("gw");
  const report = incident(versionId, { openedAt: ago(3600) });
  const says = (over: Partial<IncidentReport> = {}, from = node) =>
    ingestBatch(ctx(gateway(from)), batch(from, { incidents: [{ ...report, ...over }] }));
  const seen = () => db.incident.findMany({ where: { versionId }, orderBy: { openedAt: "asc" } });
  /** Its lease and its reports are ten minutes old. */
  const vanish = async () => {
    await db.ingestedBatch.updateMany({ where: { node }, data: { receivedAt: new Date(ago(600)) } });
    await db.gateway.updateMany({ where: { node }, data: { lostAt: new Date(ago(600)) } });
    expect(await closeAbandonedIncidents(ctx())).toBe(1);
  };
  await db.gateway.create({
    data: {
      id: newId("gw"),
      environmentId,
      node,
      softwareVersion: "1",
      appliedRevision: 1,
      rejects: [],
      lastSeenAt: new Date(),
      startedAt: new Date(ago(7200)),
    },
  });
  await says();
  return { versionId, node, says, seen, vanish };
}

/** What people were told of an incident. */
async function told(id: string) {
  const events = await db.notificationEvent.findMany({
    where: { path: `/incidents/${id}` },
    orderBy: { id: "asc" },
    select: { kind: true },
  });
  return events.map(({ kind }) => kind);
}

it("an incident of a gateway that comes back is open again, and its alert stands until it truly ends", async () => {
  const { node, says, seen, vanish } = await lost();
  const [before] = await seen();
  const id = before?.id ?? "";
  expect(await evaluateAlerts(ctx(), environmentId)).toBe(1);
  const [alerted] = await seen();
  await vanish();
  expect(await evaluateAlerts(ctx(), environmentId)).toBe(1);
  expect(await seen()).toMatchObject([{ id, closedBy: "lost", alertEndedAt: expect.any(Date) }]);

  await says({ rescued: 8 });
  expect(await seen()).toMatchObject([
    {
      id,
      closedAt: null,
      closedBy: null,
      openNodes: [node],
      rescued: 8,
      alertedAt: alerted?.alertedAt,
      alertEndedAt: null,
    },
  ]);
  expect(await evaluateAlerts(ctx(), environmentId)).toBe(0);

  const closedAt = ago(0);
  await says({ rescued: 9, closedAt, closedBy: "recovered" });
  expect(await seen()).toMatchObject([
    { closedAt: new Date(closedAt), closedBy: "recovered", openNodes: [] },
  ]);
  expect(await evaluateAlerts(ctx(), environmentId)).toBe(1);
  expect(await evaluateAlerts(ctx(), environmentId)).toBe(0);
  expect(await told(id)).toEqual(["incident.alert", "incident.alert_end", "incident.alert_end"]);
  // Late, from before: what a gateway itself closed stays closed.
  await says();
  expect(await seen()).toMatchObject([{ closedBy: "recovered", rescued: 9 }]);
});

it("one that was over when its gateway came back ends as the gateway says", async () => {
  const { says, seen, vanish } = await lost();
  await vanish();
  const closedAt = ago(60);
  await says({ closedAt, closedBy: "recovered" });
  expect(await seen()).toMatchObject([{ closedAt: new Date(closedAt), closedBy: "recovered" }]);
});

it("of a version only one is open, also when a gateway comes back to an earlier one", async () => {
  const { says, seen, vanish } = await lost();
  await vanish();
  const later = { openedAt: ago(30) };
  await says(later, "gw-other");
  await says();
  expect(await seen()).toMatchObject([{ closedBy: "lost" }, { closedAt: null }]);
  await says({ ...later, closedAt: ago(0), closedBy: "recovered" }, "gw-other");
  await says();
  expect(await seen()).toMatchObject([{ closedAt: null }, { closedBy: "recovered" }]);
});
