import { expect, test } from "vitest";
import { newId } from "#lib/ids";
import { overview, publish } from "#lib/publishing";
import { makePublishable, makeUser, testDatabase } from "#lib/testing";
import { acknowledgeRescueAlert, evaluateRescueAlerts, getLive, ingestBatch } from "./index.ts";
import { batch, gateway, incident, slug, traffic } from "./test-reports.ts";

const database = await testDatabase();
const { db, ctx } = database;
const { id: environmentId } = await db.environment.create({
  data: { id: newId("env"), slug, name: "Production", position: 1 },
  select: { id: true },
});

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();

/**
 * A version that is served, and whose primary answered nothing in these minutes: each request was rescued. `failing`: from which
 * target.
 */
async function rescued(minutes: number[], failing = "primary") {
  const version = await makePublishable(database);
  await publish(version.ctx, version.at, { action: "publish", environment: slug, note: "", draftEtag: 1 });
  const { versionId } = version;
  const writtenChain = [
    { id: "primary", kind: "http" },
    { id: "secondary", kind: "http" },
  ];
  await db.deployment.updateMany({ where: { versionId }, data: { writtenChain } });
  await send(
    minutes.map((ago) =>
      traffic(versionId, { target: "secondary", requests: 1, rescued: 1, minute: minutesAgo(ago) }),
    ),
    minutes.flatMap((ago) => [
      { ...attempt(versionId, failing, ago), outcome: "status 503" },
      attempt(versionId, "secondary", ago),
    ]),
  );
  const live = () => getLive(ctx(), version.at, { environment: slug });
  const isOnHome = async (reader = ctx()) =>
    (await overview(reader)).rescueAlerts.items.some(({ api }) => api === version.at.slug);
  return { ...version, live, isOnHome };
}

const attempt = (versionId: string, target: string, ago: number) => ({
  versionId,
  minute: minutesAgo(ago),
  target,
  outcome: "answered",
  attempts: 1,
});

async function send(
  reports: ReturnType<typeof traffic>[],
  attempts: ReturnType<typeof attempt>[],
): Promise<void> {
  await ingestBatch(ctx(gateway("gw-1")), batch("gw-1", { traffic: reports, attempts }));
}

const toldOf = async ({ at }: { at: { slug: string } }) =>
  (
    await db.notificationEvent.findMany({
      where: { kind: { startsWith: "rescue." }, path: { startsWith: `/apis/${at.slug}?` } },
      orderBy: { id: "asc" },
      select: { kind: true },
    })
  ).map(({ kind }) => kind);

test("a primary that answers none of few requests raises an alert once, until it answers", async () => {
  const silent = await rescued([40, 30, 20, 10, 1]);
  const recent = await rescued([9, 6, 3, 1]);
  const answering = await rescued([40, 30, 20, 10]);
  await send([], [attempt(answering.versionId, "primary", 5)]);
  const suffering = await rescued([40, 30, 20]);
  const report = incident(suffering.versionId);
  await ingestBatch(ctx(gateway("gw-1")), batch("gw-1", { incidents: [report] }));

  expect(await evaluateRescueAlerts(ctx(), environmentId)).toBe(1);
  expect(await evaluateRescueAlerts(ctx(), environmentId)).toBe(0);
  expect((await silent.live()).rescueAlert).toMatchObject({ primaryTarget: "primary", afterMinutes: 15 });
  for (const other of [recent, answering, suffering]) expect((await other.live()).rescueAlert).toBeNull();
  expect(await toldOf(silent)).toEqual(["rescue.alert"]);
  expect([await silent.isOnHome(), await recent.isOnHome()]).toEqual([true, false]);
  await db.api.update({ where: { slug: silent.at.slug }, data: { visibility: "restricted" } });
  const stranger = ctx(await makeUser(db));
  expect(await silent.isOnHome(stranger)).toBe(false);

  const later = { ...ctx(), now: new Date(Date.now() + 60_000) };
  await db.targetExercise.create({
    data: { versionId: silent.versionId, environmentId, target: "primary", answeredAt: later.now },
  });
  expect(await evaluateRescueAlerts(later, environmentId)).toBe(1);
  expect((await silent.live()).rescueAlert).toBeNull();
  expect(await silent.isOnHome()).toBe(false);
  expect(await toldOf(silent)).toEqual(["rescue.alert", "rescue.alert_end"]);
  const entries = await db.auditEntry.findMany({
    where: { objectId: silent.versionId, action: { startsWith: "rescue." } },
    orderBy: { id: "asc" },
    select: { action: true, after: true },
  });
  expect(entries).toMatchObject([
    { action: "rescue.alert", after: { primaryTarget: "primary", rescued: 5, afterMinutes: 15 } },
    { action: "rescue.alert_end", after: { hasRecovered: true } },
  ]);
});

test("an alert is acknowledged once, by somebody on call, while it stands", async () => {
  const silent = await rescued([40, 30, 20]);
  expect(await evaluateRescueAlerts(ctx(), environmentId)).toBe(1);
  const standing = async () => (await silent.live()).rescueAlert;
  const id = (await standing())?.id ?? "";
  const orla = ctx({ ...(await makeUser(db, { name: "Orla On-Call" })), onCall: true });
  const otto = ctx({ ...(await makeUser(db, { name: "Otto Other" })), onCall: true });
  const refused = { code: "forbidden" };
  await expect(acknowledgeRescueAlert(silent.ctx, { id })).rejects.toMatchObject(refused);
  await expect(acknowledgeRescueAlert(ctx(await makeUser(db)), { id })).rejects.toMatchObject(refused);
  await expect(acknowledgeRescueAlert(orla, { id: "rsa_none" })).rejects.toMatchObject({ code: "not_found" });
  expect(await standing()).toMatchObject({ acknowledgedAt: null, acknowledgedBy: null });
  const acknowledged = await acknowledgeRescueAlert(orla, { id });
  expect(acknowledged).toMatchObject({ acknowledgedBy: "Orla On-Call" });
  expect(await standing()).toEqual(acknowledged);
  expect((await overview(ctx())).rescueAlerts.items.find((one) => one.id === id)).toMatchObject({
    acknowledgedBy: "Orla On-Call",
  });
  await expect(acknowledgeRescueAlert(otto, { id })).rejects.toMatchObject({
    code: "conflict",
    message: expect.stringContaining("Orla On-Call"),
  });
  const answered = { versionId: silent.versionId, environmentId, target: "primary", answeredAt: new Date() };
  await db.targetExercise.create({ data: answered });
  expect(await evaluateRescueAlerts(ctx(), environmentId)).toBe(1);
  await db.rescueAlert.update({ where: { id }, data: { acknowledgedByName: null } });
  await expect(acknowledgeRescueAlert(otto, { id })).rejects.toMatchObject({
    message: "This alert is over.",
  });
  const entry = { action: "rescue.acknowledge", objectId: silent.versionId };
  expect(await db.auditEntry.findMany({ where: entry, select: { actorName: true } })).toHaveLength(1);
});

test("a primary is where it is now: what it answered there counts, wherever it was before", async () => {
  const moved = await rescued([40, 30, 20]);
  const exercise = { versionId: moved.versionId, environmentId, target: "primary" };
  await db.targetExercise.createMany({
    data: [
      { ...exercise, addresses: "", answeredAt: new Date(minutesAgo(900)) },
      { ...exercise, addresses: "there", answeredAt: new Date(minutesAgo(2)) },
    ],
  });
  expect(await evaluateRescueAlerts(ctx(), environmentId)).toBe(0);
  await db.targetExercise.updateMany({
    where: { ...exercise, addresses: "there" },
    data: { answeredAt: new Date(minutesAgo(800)) },
  });
  expect(await evaluateRescueAlerts(ctx(), environmentId)).toBe(1);
  const later = { ...ctx(), now: new Date(Date.now() + 60_000) };
  await db.targetExercise.updateMany({
    where: { ...exercise, addresses: "there" },
    data: { answeredAt: later.now },
  });
  expect(await evaluateRescueAlerts(later, environmentId)).toBe(1);
});

test("the primary is where traffic belongs, also behind an answer that has a condition", async () => {
  const silent = await rescued([40, 30, 20]);
  const writtenChain = [
    { id: "maintenance", kind: "static" },
    { id: "primary", kind: "http", isPrimary: true },
    { id: "secondary", kind: "http" },
  ];
  await db.deployment.updateMany({ where: { versionId: silent.versionId }, data: { writtenChain } });
  expect(await evaluateRescueAlerts(ctx(), environmentId)).toBe(1);
  expect((await silent.live()).rescueAlert).toMatchObject({ primaryTarget: "primary" });
});

test("a primary that nobody asks is not to blame, nor one that takes few of many requests", async () => {
  const passedBy = await rescued([40, 30, 20], "secondary");
  const choosy = await rescued([40, 30, 20]);
  await send([traffic(choosy.versionId, { target: "secondary", requests: 9, minute: minutesAgo(25) })], []);
  expect(await evaluateRescueAlerts(ctx(), environmentId)).toBe(0);
  for (const one of [passedBy, choosy]) expect((await one.live()).rescueAlert).toBeNull();
});

test("what went past it during an incident says nothing of what it is asked for", async () => {
  const quiet = await rescued([40, 30, 20]);
  await send([traffic(quiet.versionId, { target: "secondary", requests: 500, minute: minutesAgo(60) })], []);
  expect(await evaluateRescueAlerts(ctx(), environmentId)).toBe(0);
  const report = incident(quiet.versionId, { openedAt: minutesAgo(62), closedAt: minutesAgo(58) });
  await ingestBatch(ctx(gateway("gw-1")), batch("gw-1", { incidents: [report] }));
  expect(await evaluateRescueAlerts(ctx(), environmentId)).toBe(1);
});

test("what may last for three days alerts on the fourth", async () => {
  const slow = await rescued([4_400, 4_350, 4_330]);
  await db.api.update({ where: { slug: slow.at.slug }, data: { fallbackAlertMinutes: 4_320 } });
  expect(await evaluateRescueAlerts(ctx(), environmentId)).toBe(1);
});

test("the alert ends with the chain that it is about", async () => {
  const silent = await rescued([40, 30, 20]);
  expect(await evaluateRescueAlerts(ctx(), environmentId)).toBe(1);
  await db.deployment.updateMany({
    where: { versionId: silent.versionId },
    data: { writtenChain: [{ id: "secondary", kind: "http" }] },
  });
  expect(await evaluateRescueAlerts(ctx(), environmentId)).toBe(1);
  expect((await silent.live()).rescueAlert).toBeNull();
});

test("nobody but the worker raises it", async () => {
  const admin = ctx(await makeUser(db, { role: "admin" }));
  await expect(evaluateRescueAlerts(admin, environmentId)).rejects.toMatchObject({ code: "forbidden" });
});
