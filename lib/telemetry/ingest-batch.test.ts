import { describe, expect, it } from "vitest";
import type { Actor } from "#lib/access";
import { newId } from "#lib/ids";
import { makePublishable, makeUser, testDatabase } from "#lib/testing";
import {
  closeAbandonedIncidents,
  getLive,
  getRibbon,
  ingestBatch,
  LATENCY_BUCKETS_MS,
  listIncidents,
  trimTelemetry,
  type TelemetryBatch,
} from "./index.ts";
import { ago, batch, gateway, incident, slug, traffic } from "./test-reports.ts";

const database = await testDatabase();
const { db, ctx } = database;
const environment = await db.environment.create({
  data: { id: newId("env"), slug, name: "Production", position: 1 },
  select: { id: true },
});
const page = { page: 1, size: 20, sort: "openedAt", dir: "desc", q: "" } as const;

function send(node: string, of: Partial<TelemetryBatch>) {
  return ingestBatch(ctx(gateway(node)), batch(node, of));
}

async function incidentsOf(versionId: string) {
  return db.incident.findMany({ where: { versionId }, orderBy: { openedAt: "asc" } });
}

describe("ingestBatch", () => {
  it("adds counts, also within one batch, and counts a repeated batch once", async () => {
    const { versionId } = await makePublishable(database);
    const twice = batch("gw-1", {
      traffic: [traffic(versionId), traffic(versionId, { requests: 5, rescued: 2 })],
    });
    expect(await ingestBatch(ctx(gateway("gw-1")), twice)).toEqual({ counted: true, dropped: 0 });
    expect(await ingestBatch(ctx(gateway("gw-1")), twice)).toEqual({ counted: false, dropped: 0 });
    await send("gw-1", { traffic: [traffic(versionId)] });
    const rows = await db.trafficMinute.findMany({ where: { versionId } });
    expect(rows).toMatchObject([{ requests: 25, rescued: 2, node: "gw-1" }]);
    expect(rows[0]?.latency[5]).toBe(25);
    expect(rows[0]?.latency).toHaveLength(LATENCY_BUCKETS_MS.length + 1);
  });

  it("adds attempts and the cost of rescues, and remembers when each target last answered", async () => {
    const { versionId } = await makePublishable(database);
    const buckets = (count: number) => [count, ...LATENCY_BUCKETS_MS.map(() => 0)];
    const { minute } = traffic(versionId);
    const attempt = { versionId, minute, target: "primary", outcome: "status 503", attempts: 3 };
    const answered = { ...attempt, target: "secondary", outcome: "answered", attempts: 2 };
    const rescued = { target: "secondary", requests: 2, rescued: 2, added: buckets(2) };
    const relayed = { target: "primary", requests: 1, statusClass: "5xx" } as const;
    const report = {
      traffic: [
        traffic(versionId, rescued),
        traffic(versionId, { ...rescued, added: buckets(1) }),
        traffic(versionId, relayed),
      ],
      attempts: [attempt, answered, attempt],
    };
    await send("gw-1", report);
    await send("gw-1", { ...report, attempts: [answered, attempt] });
    const rows = await db.attemptMinute.findMany({ where: { versionId }, orderBy: { target: "asc" } });
    expect(rows.map(({ target, outcome, attempts }) => [target, outcome, attempts])).toEqual([
      ["primary", "status 503", 9],
      ["secondary", "answered", 4],
    ]);
    const traffics = await db.trafficMinute.findMany({ where: { versionId }, orderBy: { target: "asc" } });
    expect(traffics.map(({ added }) => added[0])).toEqual([undefined, 6]);
    const exercised = await db.targetExercise.findMany({ where: { versionId } });
    expect(exercised.map(({ target }) => target)).toEqual(["secondary"]);
    const late = exercised[0]?.answeredAt.getTime() ?? Number.NaN;
    expect(late - Date.parse(minute)).toBe(59_000);
    await send("gw-1", {
      traffic: [traffic(versionId, { target: "sorry", minute: ago(7200), statusClass: "5xx" })],
    });
    await send("gw-1", { attempts: [{ ...answered, minute: ago(7200) }] });
    const after = await db.targetExercise.findMany({ where: { versionId }, orderBy: { target: "asc" } });
    expect(after.map(({ target, answeredAt }) => [target, answeredAt.getTime() === late])).toEqual([
      ["secondary", true],
      ["sorry", false],
    ]);
  });

  it("drops reports about versions that do not exist, and keeps the others", async () => {
    const { versionId } = await makePublishable(database);
    const reports = [traffic(versionId), traffic("ver_gone")];
    expect(await send("gw-1", { traffic: reports, incidents: [incident("ver_gone")] })).toEqual({
      counted: true,
      dropped: 2,
    });
    expect(await db.usageMinute.count({ where: { versionId } })).toBe(1);
    expect(await db.trafficMinute.count({ where: { versionId } })).toBe(1);
  });

  it("takes a gateway's word for itself only", async () => {
    await expect(ingestBatch(ctx(gateway("gw-2")), batch("gw-1", {}))).rejects.toMatchObject({
      code: "forbidden",
    });
    const elsewhere: Actor = { kind: "gateway", id: "x", name: "gw-1", environment: "sandbox" };
    await expect(ingestBatch(ctx(elsewhere), batch("gw-1", {}))).rejects.toMatchObject({ code: "forbidden" });
    const user = await makeUser(db, { role: "admin" });
    await expect(ingestBatch(ctx(user), batch("gw-1", {}))).rejects.toMatchObject({ code: "forbidden" });
    await expect(closeAbandonedIncidents(ctx(user))).rejects.toMatchObject({ code: "forbidden" });
    await expect(trimTelemetry(ctx(user))).rejects.toMatchObject({ code: "forbidden" });
  });

  it("survives many gateways posting the same version at once", async () => {
    const { versionId } = await makePublishable(database);
    const nodes = Array.from({ length: 8 }, (_, index) => `gw-${index}`);
    await Promise.all(
      nodes.map((node) => send(node, { traffic: [traffic(versionId)], incidents: [incident(versionId)] })),
    );
    const incidents = await incidentsOf(versionId);
    expect(incidents).toHaveLength(1);
    expect(incidents[0]).toMatchObject({ rescued: 24, closedAt: null });
    expect(incidents[0]?.openNodes.toSorted()).toEqual(nodes);
  });
});

describe("incidents", () => {
  it("open with the first gateway and close with the last; counts are totals per gateway", async () => {
    const { versionId, ctx: owner, at } = await makePublishable(database);
    const [first, second] = [incident(versionId), incident(versionId, { openedAt: ago(110), rescued: 4 })];
    await send("gw-1", { incidents: [first] });
    await send("gw-2", { incidents: [second] });
    await send("gw-1", { incidents: [{ ...first, rescued: 10, lastError: "timed out" }] });
    expect(await incidentsOf(versionId)).toMatchObject([
      { rescued: 14, closedAt: null, lastError: "timed out" },
    ]);
    await send("gw-1", { incidents: [{ ...first, rescued: 12, closedAt: ago(30) }] });
    expect(await incidentsOf(versionId)).toMatchObject([
      { rescued: 16, closedAt: null, openNodes: ["gw-2"] },
    ]);
    // Late, from before: totals never go back.
    await send("gw-1", { incidents: [{ ...first, rescued: 5 }] });
    const closedAt = ago(10);
    await send("gw-2", { incidents: [{ ...second, closedAt }] });
    const closed = await incidentsOf(versionId);
    expect(closed).toMatchObject([{ rescued: 16, openNodes: [] }]);
    expect(closed[0]?.closedAt?.toISOString()).toBe(closedAt);
    const list = await listIncidents(owner, { ...page, state: "closed" }, at);
    expect(list).toMatchObject({
      total: 1,
      items: [{ api: at.slug, environment: slug, rescued: 16, closedAt }],
    });
    await send("gw-1", { incidents: [incident(versionId, { openedAt: ago(5) })] });
    expect(await incidentsOf(versionId)).toHaveLength(2);
  });

  it("takes an incident that opened, closed and opened again in one batch", async () => {
    const { versionId } = await makePublishable(database);
    const reports = [
      incident(versionId, { openedAt: ago(20) }),
      incident(versionId, { openedAt: ago(90), closedAt: ago(60) }),
    ];
    await send("gw-1", { incidents: reports });
    expect(await incidentsOf(versionId)).toMatchObject([{ closedAt: expect.any(Date) }, { closedAt: null }]);
  });

  it("are closed for gateways that are gone and silent, or were replaced", async () => {
    const { versionId } = await makePublishable(database);
    const base = {
      environmentId: environment.id,
      softwareVersion: "1",
      appliedRevision: 1,
      rejects: [],
      lastSeenAt: new Date(),
    };
    await send("gw-gone", { incidents: [incident(versionId)] });
    await send("gw-new", { incidents: [incident(versionId)] });
    await send("gw-here", { incidents: [incident(versionId)] });
    await db.gateway.createMany({
      data: [
        {
          ...base,
          id: newId("gw"),
          node: "gw-gone",
          startedAt: new Date(ago(3600)),
          lostAt: new Date(ago(600)),
        },
        { ...base, id: newId("gw"), node: "gw-new", startedAt: new Date(ago(1)) },
        { ...base, id: newId("gw"), node: "gw-here", startedAt: new Date(ago(3600)) },
      ],
    });
    expect(await closeAbandonedIncidents(ctx())).toBe(1);
    // It lost its lease, but posted a moment ago: only the store is out of its reach.
    expect((await incidentsOf(versionId))[0]?.openNodes.toSorted()).toEqual(["gw-gone", "gw-here"]);
    await db.ingestedBatch.updateMany({
      where: { node: "gw-gone" },
      data: { receivedAt: new Date(ago(600)) },
    });
    expect(await closeAbandonedIncidents(ctx())).toBe(1);
    expect(await incidentsOf(versionId)).toMatchObject([{ openNodes: ["gw-here"], closedAt: null }]);
    await db.gateway.updateMany({ where: { node: "gw-here" }, data: { startedAt: new Date() } });
    expect(await closeAbandonedIncidents(ctx())).toBe(1);
    expect(await incidentsOf(versionId)).toMatchObject([{ openNodes: [], closedBy: "lost" }]);
  });

  it("are shown to those who may see the API", async () => {
    const { versionId, at } = await makePublishable(database);
    await send("gw-1", { incidents: [incident(versionId)] });
    await db.api.updateMany({ where: { slug: at.slug }, data: { visibility: "private" } });
    const stranger = ctx(await makeUser(db));
    const others = await listIncidents(stranger, { ...page, size: 100 });
    expect(others.items.map(({ api }) => api)).not.toContain(at.slug);
    await expect(listIncidents(stranger, page, at)).rejects.toMatchObject({ code: "not_found" });
    await expect(getLive(stranger, at, { environment: slug })).rejects.toMatchObject({ code: "not_found" });
    await expect(getRibbon(stranger, at, { environment: slug })).rejects.toMatchObject({ code: "not_found" });
    const governance = ctx(await makeUser(db, { role: "governance" }));
    expect(await listIncidents(governance, { ...page, state: "open", environment: slug }, at)).toMatchObject({
      total: 1,
    });
  });
});

describe("the present and the past of a version", () => {
  it("says who answers, with what traffic, and what happened", async () => {
    const { versionId, at, ctx: owner } = await makePublishable(database);
    const state = { id: "primary", kind: "http", state: "up", since: ago(1000), reason: "" } as const;
    const word = (seconds: number, target: string) => ({
      versionId,
      at: ago(seconds),
      target,
      reason: target,
      states: [state],
    });
    await db.gateway.create({
      data: {
        id: newId("gw"),
        environmentId: environment.id,
        node: "gw-live",
        softwareVersion: "1",
        appliedRevision: 1,
        rejects: [],
        startedAt: new Date(),
        lastSeenAt: new Date(),
      },
    });
    await send("gw-live", { serving: [word(600, "primary"), word(120, "secondary"), word(20, "primary")] });
    await send("gw-live", {
      traffic: [
        traffic(versionId, { requests: 90 }),
        traffic(versionId, { target: "secondary", requests: 10, rescued: 10 }),
      ],
    });
    const opened = incident(versionId);
    await send("gw-live", { incidents: [opened] });
    const live = await getLive(owner, at, { environment: slug });
    expect(live.nodes.find((node) => node.node === "gw-live")).toMatchObject({
      connected: true,
      target: "primary",
      states: [state],
    });
    expect(live).toMatchObject({
      requests: 100,
      published: null,
      incident: { rescued: 3, openNodes: ["gw-live"] },
    });
    expect(live.traffic.map((minute) => [minute.target, minute.requests, minute.rescued])).toEqual([
      ["primary", 90, 0],
      ["secondary", 10, 10],
    ]);
    expect(live.p50Ms).toBe(35);
    const ribbon = await getRibbon(owner, at, { environment: slug, incident: live.incident?.id ?? "" });
    expect(ribbon.segments.map((segment) => segment.target)).toEqual(["primary", "secondary", "primary"]);
    expect(ribbon.segments[0]?.from).toBe(ribbon.from);
    await expect(getRibbon(owner, at, { environment: slug, incident: "inc_none" })).rejects.toMatchObject({
      code: "not_found",
    });
  });

  it("is forgotten after its retention, but for the last word of each node", async () => {
    const { versionId, at, ctx: owner } = await makePublishable(database);
    const days = (count: number) => ago(count * 86_400);
    const word = (count: number, target: string) => ({
      versionId,
      at: days(count),
      target,
      reason: "",
      states: [],
    });
    await send("gw-old", { serving: [word(50, "primary"), word(40, "secondary")] });
    expect(await trimTelemetry(ctx())).toMatchObject({ rows: 1 });
    const rest = await db.servingChange.findMany({ where: { versionId } });
    expect(rest.map((change) => change.target)).toEqual(["secondary"]);
    const now = await getRibbon(owner, at, { environment: slug });
    expect(now.segments.map((segment) => segment.target)).toEqual(["secondary"]);
  });
});
