import { describe, expect, it } from "vitest";
import { updateApi } from "#lib/catalogue";
import { newId } from "#lib/ids";
import { pinTarget, publish } from "#lib/publishing";
import { makePublishable, makeUser, testDatabase } from "#lib/testing";
import {
  acknowledgeAlert,
  evaluateAlerts,
  getAlertSettings,
  getIncident,
  getLive,
  ingestBatch,
  listIncidents,
  updateAlertSettings,
  type IncidentQuery,
  type IncidentReport,
} from "./index.ts";
import { ago, batch, gateway, incident, slug, traffic } from "./test-reports.ts";

const database = await testDatabase();
const { db, ctx } = database;
const { id: environmentId } = await db.environment.create({
  data: { id: newId("env"), slug, name: "Production", position: 1 },
  select: { id: true },
});

/** A published version with an incident that two gateways see. */
async function suffering(over: Partial<IncidentReport> = {}) {
  const version = await makePublishable(database);
  await publish(version.ctx, version.at, { action: "publish", environment: slug, note: "", draftEtag: 1 });
  const { versionId } = version;
  const report = incident(versionId, over);
  for (const node of ["gw-1", "gw-2"])
    await ingestBatch(ctx(gateway(node)), batch(node, { incidents: [report] }));
  const { id } = await db.incident.findFirstOrThrow({ where: { versionId }, select: { id: true } });
  const close = async (closedBy: IncidentReport["closedBy"] = "recovered") => {
    const closed = { ...report, closedAt: ago(0), closedBy };
    for (const node of ["gw-1", "gw-2"])
      await ingestBatch(ctx(gateway(node)), batch(node, { incidents: [closed] }));
  };
  return { ...version, id, close };
}

const onCall = async (name = "Orla On-Call") => ctx({ ...(await makeUser(db, { name })), onCall: true });
const minutesLater = (minutes: number) => ({ ...ctx(), now: new Date(Date.now() + minutes * 60_000) });
const query: IncidentQuery = { page: 1, size: 20, sort: "openedAt", dir: "desc", q: "" };
const refused = { code: "forbidden" };

describe("the alert of an incident that lasts too long", () => {
  it("is raised once, by the API's minutes or the organisation's, and ends with the incident", async () => {
    const patient = await suffering();
    const hasty = await suffering();
    const owner = ctx(await makeUser(db, { teams: { [hasty.teamId]: "owner" } }));
    const [watcher, bystander] = [await onCall("Wanda Watcher"), await makeUser(db)];
    await db.user.update({ where: { id: watcher.actor.id }, data: { onCall: true } });
    await updateApi(owner, { slug: hasty.at.slug }, { fallbackAlertMinutes: 3 });
    const alertOf = async ({ id }: { id: string }) => (await getIncident(ctx(), { id })).alert;
    expect(await evaluateAlerts(ctx(), environmentId)).toBe(0);
    expect(await evaluateAlerts(minutesLater(2), environmentId)).toBe(1);
    expect(await alertOf(hasty)).toMatchObject({ afterMinutes: 3, acknowledgedAt: null });
    expect(await alertOf(patient)).toBeNull();
    expect(await evaluateAlerts(minutesLater(14), environmentId)).toBe(1);
    expect(await alertOf(patient)).toMatchObject({ afterMinutes: 15 });
    expect(await evaluateAlerts(minutesLater(60), environmentId)).toBe(0);
    const active = { ...query, alert: "active" } as const;
    expect((await listIncidents(ctx(), active)).items.map(({ id }) => id).toSorted()).toEqual(
      [patient.id, hasty.id].toSorted(),
    );
    await hasty.close();
    await patient.close();
    expect(await evaluateAlerts(minutesLater(61), environmentId)).toBe(2);
    expect((await listIncidents(ctx(), active)).total).toBe(0);
    expect(await evaluateAlerts(minutesLater(62), environmentId)).toBe(0);
    const events = await db.auditEntry.findMany({ where: { objectId: hasty.id }, orderBy: { id: "asc" } });
    expect(events.map(({ action }) => action)).toEqual(["incident.alert", "incident.alert_end"]);
    const told = await db.notificationEvent.findMany({
      where: { path: `/incidents/${hasty.id}` },
      orderBy: { id: "asc" },
      select: { kind: true, notifications: { select: { userId: true } } },
    });
    expect(told.map(({ kind }) => kind)).toEqual(["incident.alert", "incident.alert_end"]);
    const toldIds = told[0]?.notifications.map(({ userId }) => userId);
    expect(toldIds).toContain(owner.actor.id);
    expect(toldIds).toContain(watcher.actor.id);
    expect(toldIds).not.toContain(bystander.id);
    expect(events[0]?.after).toMatchObject({
      api: hasty.at.slug,
      version: "v1",
      environment: slug,
      servingTarget: "secondary",
      afterMinutes: 3,
    });
  });

  it("is acknowledged once, by somebody on call, and the other is told by whom", async () => {
    const { id, ctx: maintainer, close } = await suffering({ openedAt: ago(7200) });
    const [orla, otto] = [await onCall(), await onCall("Otto Other")];
    await expect(acknowledgeAlert(orla, { id })).rejects.toMatchObject({ code: "conflict" });
    await evaluateAlerts(ctx(), environmentId);
    await expect(acknowledgeAlert(maintainer, { id })).rejects.toMatchObject(refused);
    await expect(acknowledgeAlert(ctx(await makeUser(db)), { id })).rejects.toMatchObject(refused);
    expect((await acknowledgeAlert(orla, { id })).alert).toMatchObject({ acknowledgedBy: "Orla On-Call" });
    const second = acknowledgeAlert(otto, { id });
    await expect(second).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("Orla"),
    });
    const entry = await db.auditEntry.findFirst({ where: { action: "incident.acknowledge", objectId: id } });
    expect(entry?.actorName).toBe("Orla On-Call");
    await close();
  });

  it("has a default that administrators set", async () => {
    const admin = ctx(await makeUser(db, { role: "admin" }));
    const member = ctx(await makeUser(db));
    await expect(getAlertSettings(member)).rejects.toMatchObject(refused);
    const { etag } = await getAlertSettings(admin);
    const change = { fallbackMinutes: 30, etag };
    await expect(updateAlertSettings(member, change)).rejects.toMatchObject(refused);
    await expect(evaluateAlerts(admin, environmentId)).rejects.toMatchObject(refused);
    expect(await updateAlertSettings(admin, change)).toEqual({ fallbackMinutes: 30, etag: etag + 1 });
    await expect(updateAlertSettings(admin, change)).rejects.toMatchObject({ code: "stale" });
    const { at, close } = await suffering();
    expect((await getLive(admin, at, { environment: slug })).alertAfterMinutes).toBe(30);
    await close();
  });
});

describe("getIncident", () => {
  it("tells who answered, what it cost, what was ordered and published, and which gateways saw it", async () => {
    const version = await suffering();
    const { versionId, at, id } = version;
    const serving = (target: string, seconds: number) => ({
      versionId,
      at: ago(seconds),
      target,
      reason: target === "answer" ? "" : "connect_refused",
      states: [],
    });
    const attempts = {
      versionId,
      minute: ago(60),
      target: "primary",
      outcome: "connect_refused",
      attempts: 4,
    };
    const added = [0, 0, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0, 0];
    await ingestBatch(
      ctx(gateway("gw-1")),
      batch("gw-1", {
        serving: [serving("secondary", 100), serving("answer", 10)],
        traffic: [traffic(versionId, { target: "secondary", rescued: 6, minute: ago(60), added })],
        attempts: [attempts],
      }),
    );
    await ingestBatch(ctx(gateway("gw-2")), batch("gw-2", { serving: [serving("secondary", 99)] }));
    const orla = await onCall();
    const order = { action: "pin", environment: slug, etag: 0, target: "answer", reason: "stop it" } as const;
    await pinTarget(orla, at, order);
    const seen = await getIncident(orla, { id });
    expect(seen).toMatchObject({
      rescued: 6,
      failed: 0,
      wasted: 4,
      mayOrder: true,
      mayEditChain: false,
      alert: null,
    });
    expect(seen.addedP99Ms).toBeGreaterThan(20);
    expect(seen.nodes.map(({ node, rescued }) => [node, rescued])).toEqual([
      ["gw-1", 3],
      ["gw-2", 3],
    ]);
    expect(seen.targets).toMatchObject([
      { id: "secondary", kind: null, requests: 10, rescued: 6 },
      { id: "primary", kind: null, wasted: 4, failures: [{ outcome: "connect_refused", attempts: 4 }] },
    ]);
    const line = seen.timeline.map((entry) => {
      if (entry.kind === "moved") return `moved to ${entry.target} at ${entry.nodes.join("+")}`;
      return entry.kind === "order" ? `${entry.order.action} by ${entry.order.requestedBy}` : entry.kind;
    });
    expect(line).toEqual([
      "opened",
      "moved to secondary at gw-1+gw-2",
      "moved to answer at gw-1",
      "pin by Orla On-Call",
    ]);
    expect((await getIncident(version.ctx, { id })).mayOrder).toBe(false);
  });

  it("says after its end who answered in place of the primary", async () => {
    const { versionId, id } = await suffering();
    const back = { ...incident(versionId), openedAt: (await getIncident(ctx(), { id })).openedAt };
    const home = { ...back, servingTarget: "primary" };
    const serving = { versionId, reason: "", states: [], target: "secondary" };
    await ingestBatch(
      ctx(gateway("gw-1")),
      batch("gw-1", {
        serving: [
          { ...serving, at: ago(90) },
          { ...serving, target: "primary", at: ago(70) },
        ],
        incidents: [home],
      }),
    );
    expect((await getIncident(ctx(), { id })).servingTarget).toBe("primary");
    const closed = { ...home, closedAt: ago(1) };
    for (const node of ["gw-1", "gw-2"])
      await ingestBatch(ctx(gateway(node)), batch(node, { incidents: [closed] }));
    expect(await getIncident(ctx(), { id })).toMatchObject({
      servingTarget: "secondary",
      closedAt: expect.any(String),
    });
  });

  it.each([
    ["recovered", "is back on its primary"],
    ["not_served", "is no longer served"],
  ] as const)("tells with its alert that it ended as %s", async (closedBy, words) => {
    const { id, close } = await suffering({ openedAt: ago(7200) });
    await evaluateAlerts(ctx(), environmentId);
    await close(closedBy);
    await evaluateAlerts(ctx(), environmentId);
    expect((await getIncident(ctx(), { id })).timeline.at(-1)).toMatchObject({
      kind: "closed",
      by: closedBy,
    });
    const where = { kind: "incident.alert_end", path: `/incidents/${id}` };
    const told = await db.notificationEvent.findFirst({ where, select: { subject: true } });
    expect(told?.subject).toContain(words);
  });

  it("is not there for those who do not see the API", async () => {
    const { id, versionId, ctx: maintainer } = await suffering();
    await db.version.update({
      where: { id: versionId },
      data: { api: { update: { visibility: "private" } } },
    });
    const stranger = await onCall();
    await expect(getIncident(stranger, { id })).rejects.toMatchObject({ code: "not_found" });
    await expect(acknowledgeAlert(stranger, { id })).rejects.toMatchObject({ code: "not_found" });
    await expect(getIncident(ctx(), { id: "inc_none" })).rejects.toMatchObject({ code: "not_found" });
    expect((await getIncident(maintainer, { id })).id).toBe(id);
  });
});

describe("the list", () => {
  it("is filtered by API and by time", async () => {
    const old = await suffering({ openedAt: ago(86_400 * 3) });
    await old.close();
    const fresh = await suffering();
    const ids = async (over: Partial<IncidentQuery>) =>
      (await listIncidents(ctx(), { ...query, size: 100, ...over })).items.map(({ id }) => id);
    expect(await ids({ api: fresh.at.slug })).toEqual([fresh.id]);
    expect(await ids({ withinDays: 1, api: old.at.slug })).toEqual([old.id]);
    await db.incident.update({ where: { id: old.id }, data: { closedAt: new Date(ago(86_400 * 2)) } });
    expect(await ids({ withinDays: 1, api: old.at.slug })).toEqual([]);
    expect(await ids({ withinDays: 7, api: old.at.slug })).toEqual([old.id]);
  });
});

describe("getLive", () => {
  it("tells of each target's traffic, when it last answered, and what is ordered", async () => {
    const { versionId, at } = await suffering();
    const minute = ago(0);
    await ingestBatch(
      ctx(gateway("gw-1")),
      batch("gw-1", {
        traffic: [traffic(versionId, { target: "answer", requests: 600, minute })],
        attempts: [{ versionId, minute, target: "answer", outcome: "status 503", attempts: 2 }],
      }),
    );
    const orla = await onCall();
    const reason = "maintenance";
    await pinTarget(orla, at, { action: "pin", environment: slug, etag: 0, target: "answer", reason });
    const live = await getLive(orla, at, { environment: slug });
    expect(live).toMatchObject({
      failback: "auto",
      mayOrder: true,
      control: { etag: 1, pin: { target: "answer", reason, by: "Orla On-Call" } },
    });
    expect(live.targets).toEqual([]);
    expect(live.requestsPerSecond).toBeGreaterThan(0);
    expect(live.requestsPerSecond).toBeLessThanOrEqual(10);
  });
});
