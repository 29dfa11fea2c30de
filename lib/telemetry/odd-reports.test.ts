import { describe, expect, it } from "vitest";
import { INT4_MAX, newId } from "#lib/ids";
import { makePublishable, testDatabase } from "#lib/testing";
import { ingestBatch, TelemetryBatch } from "./index.ts";
import { ago, batch, gateway, incident, slug, traffic } from "./test-reports.ts";

const database = await testDatabase();
const { db, ctx } = database;
await db.environment.create({ data: { id: newId("env"), slug, name: "Production", position: 1 } });

function send(node: string, of: Partial<TelemetryBatch>) {
  return ingestBatch(ctx(gateway(node)), batch(node, of));
}

async function incidentsOf(versionId: string) {
  return db.incident.findMany({ where: { versionId } });
}

describe("reports that cannot be right", () => {
  it("drops what a gateway says of the future", async () => {
    const { versionId } = await makePublishable(database);
    const future = "9999-12-31T23:59:00.000Z";
    const reports = {
      traffic: [traffic(versionId), traffic(versionId, { minute: future })],
      serving: [{ versionId, at: future, target: "primary", reason: "", states: [] }],
      incidents: [incident(versionId, { openedAt: future }), incident(versionId, { closedAt: future })],
    };
    expect(await send("gw-1", reports)).toEqual({ counted: true, dropped: 4 });
    expect(await db.trafficMinute.count({ where: { versionId } })).toBe(1);
    expect(await db.servingChange.count({ where: { versionId } })).toBe(0);
  });

  it("takes counts that add up to more than a column holds", async () => {
    const { versionId } = await makePublishable(database);
    const most = 1_000_000_000;
    const openedAt = ago(120);
    const many = Array.from({ length: 3 }, () => traffic(versionId, { requests: most, rescued: most }));
    for (const node of ["gw-1", "gw-1", "gw-2", "gw-3"]) {
      const incidents = [incident(versionId, { openedAt, rescued: most, failed: most })];
      expect((await send(node, { traffic: many, incidents })).counted).toBe(true);
    }
    const [row] = await db.trafficMinute.findMany({ where: { versionId } });
    expect(row).toMatchObject({ requests: INT4_MAX, rescued: INT4_MAX });
    expect(await incidentsOf(versionId)).toMatchObject([{ rescued: INT4_MAX, failed: INT4_MAX }]);
  });

  it.each([{ requests: 3e9 }, { requests: -1 }, { minute: "0000-01-01T00:00:00Z" }])("refuses %j", (over) => {
    const given = batch("gw-1", { traffic: [traffic("ver_1", over)] });
    expect(TelemetryBatch.safeParse(given).success).toBe(false);
  });

  it("never closes an incident before it opened", async () => {
    const { versionId } = await makePublishable(database);
    const report = incident(versionId, { closedAt: "2001-01-01T00:00:00.000Z" });
    await send("gw-1", { incidents: [report] });
    const [row] = await incidentsOf(versionId);
    expect(row?.closedAt?.toISOString()).toBe(report.openedAt);
  });
});
