import { describe, expect, it } from "vitest";
import { ANONYMOUS, type Actor } from "#lib/access";
import { newId } from "#lib/ids";
import { publish } from "#lib/publishing";
import { makePublishable, makeTeam, makeUser, testDatabase } from "#lib/testing";
import {
  acknowledgeSunset,
  getVersionLife,
  listVersionCallers,
  moveVersion,
  runSunsets,
  type MoveVersion,
} from "./index.ts";

const database = await testDatabase();
const { db, ctx } = database;
const slug = `env-${newId("x").slice(-6)}`;
const environment = await db.environment.create({
  data: { id: newId("env"), slug, name: slug, position: 1 },
});
const SYSTEM = { kind: "system", id: "worker", name: "Worker" } as const;
const DAY = 86_400_000;
const query = { page: 1, size: 20, sort: "lastCallAt", dir: "desc", q: "" } as const;

/** A published version with a subscribed application that has called it today. */
async function called() {
  const version = await makePublishable(database);
  await publish(version.ctx, version.at, { action: "publish", environment: slug, note: "", draftEtag: 1 });
  const team = await makeTeam(db);
  const consumer = await makeUser(db, { teams: { [team.id]: "maintainer" } });
  const application = newId("app");
  await db.application.create({
    data: {
      id: application,
      slug: application.replace("_", "-"),
      name: "Shop",
      teamId: team.id,
      createdById: consumer.id,
    },
  });
  const plan = await db.plan.create({
    data: { id: newId("plan"), versionId: version.versionId, name: "Free" },
  });
  await db.subscription.create({
    data: {
      id: newId("sub"),
      applicationId: application,
      versionId: version.versionId,
      environmentId: environment.id,
      planId: plan.id,
      state: "active",
      requestedById: consumer.id,
      requestedByName: consumer.name,
      lastCallAt: new Date(),
    },
  });
  const told = async () => {
    const rows = await db.notification.findMany({
      where: { userId: consumer.id },
      orderBy: { event: { id: "asc" } },
      select: { event: { select: { kind: true } } },
    });
    return rows.map(({ event }) => event.kind);
  };
  return { ...version, consumer: ctx(consumer), application: application.replace("_", "-"), told };
}

type Brownouts = Extract<MoveVersion, { action: "deprecate" }>["brownouts"];
const deprecate = (sunsetAt: Date, brownouts: Brownouts = []): MoveVersion => ({
  action: "deprecate",
  etag: 1,
  note: "",
  brownouts,
  sunsetAt: sunsetAt.toISOString(),
});
const at = (now: Date) => ({ ...ctx(SYSTEM), now });
const before = (sunset: Date, days: number) => at(new Date(sunset.getTime() - days * DAY));

it("tells callers at every threshold once, and retires at the announced end", async () => {
  const version = await called();
  const sunset = new Date(Date.now() + 100 * DAY);
  await moveVersion(version.ctx, version.at, deprecate(sunset));
  expect(await version.told()).toEqual(["version.deprecated"]);
  await runSunsets(before(sunset, 95));
  expect(await version.told()).toHaveLength(1);
  for (const days of [90, 89, 30, 7, 1]) {
    await runSunsets(before(sunset, days));
    await runSunsets(before(sunset, days));
  }
  expect((await version.told()).filter((kind) => kind === "version.ending")).toHaveLength(4);
  await runSunsets(at(new Date(sunset.getTime() + 1)));
  expect(await getVersionLife(version.ctx, version.at)).toMatchObject({ stage: "retired", actions: [] });
  expect((await version.told()).at(-1)).toBe("version.retired");
});

it("tells of a threshold once where nobody is there to be told, and not of one that the announcement stood for", async () => {
  const version = await called();
  await db.subscription.updateMany({ where: { versionId: version.versionId }, data: { state: "ended" } });
  const sunset = new Date(Date.now() + 40 * DAY);
  await moveVersion(version.ctx, version.at, deprecate(sunset));
  const tellings = () =>
    db.auditEntry.count({ where: { action: "version.tell", objectId: version.versionId } });
  await runSunsets(before(sunset, 39));
  expect(await tellings()).toBe(0);
  for (const days of [30, 29, 28]) await runSunsets(before(sunset, days));
  expect(await tellings()).toBe(1);
});

it("tells of an end behind however many that were told of, and keep their place", async () => {
  const version = await called();
  const sunset = new Date(Date.now() + 100 * DAY);
  await moveVersion(version.ctx, version.at, deprecate(sunset));
  // Their ends are nearer, and they were told at 90 days: nothing is due.
  await db.$executeRaw`
    INSERT INTO "Version" ("id", "apiId", "name", "stage", "documentText", "documentFormat", "documentDigest", "routes", "policy",
      "updatedAt", "sunsetAt", "noticeGivenDays")
    SELECT x.prefix || n, "apiId", 'n' || x.prefix || n, 'deprecated', "documentText", "documentFormat", "documentDigest", "routes", "policy",
      now(), ${new Date(sunset.getTime() - 20 * DAY)}, 90
    FROM "Version", generate_series(1, 300) n, (VALUES ('a'), ('z')) x (prefix) WHERE "id" = ${version.versionId}`;
  expect(await runSunsets(before(sunset, 89))).toEqual({ told: 1, retired: 0, held: 0 });
  expect(await version.told()).toEqual(["version.deprecated", "version.ending"]);
  await db.version.deleteMany({ where: { id: { not: version.versionId }, name: { startsWith: "n" } } });
});

it("announces brown-outs with the end, to everybody who calls", async () => {
  const version = await called();
  const sunset = new Date(Date.UTC(2030, 1, 1));
  const brownouts = [{ from: "2030-01-10T10:00:00Z", until: "2030-01-10T11:30:00Z" }];
  await moveVersion(version.ctx, version.at, deprecate(sunset, brownouts));
  const [told] = await db.notificationEvent.findMany({
    where: { kind: "version.deprecated", notifications: { some: { userId: version.consumer.actor.id } } },
  });
  expect(told?.text).toContain("2030-01-10 10:00 to 2030-01-10 11:30 UTC");
  expect(await getVersionLife(version.consumer, version.at)).toMatchObject({
    brownouts: [{ from: "2030-01-10T10:00:00.000Z", until: "2030-01-10T11:30:00.000Z" }],
  });
});

it("shows the owner who knows and who still calls; acknowledging is the application's team's", async () => {
  const version = await called();
  await moveVersion(version.ctx, version.at, deprecate(new Date(Date.now() + 100 * DAY)));
  const callers = () => listVersionCallers(version.ctx, version.at, query);
  expect(await callers()).toMatchObject({
    total: 1,
    items: [{ application: version.application, mayRead: false, environments: [slug], acknowledgedAt: null }],
  });
  expect((await getVersionLife(version.ctx, version.at)).reach).toEqual({
    subscribers: 1,
    callers: 1,
    unacknowledged: 1,
    dependents: 0,
  });
  const input = { application: version.application };
  expect(await getVersionLife(version.consumer, version.at)).toMatchObject({
    toAcknowledge: [{ application: version.application, applicationName: "Shop" }],
  });
  expect((await getVersionLife(version.ctx, version.at)).toAcknowledge).toEqual([]);
  await expect(acknowledgeSunset(version.ctx, version.at, input)).rejects.toMatchObject({
    code: "not_found",
  });
  const said = await acknowledgeSunset(version.consumer, version.at, input);
  expect(await acknowledgeSunset(version.consumer, version.at, input)).toEqual(said);
  expect(await callers()).toMatchObject({ items: [{ acknowledgedByName: "Test User" }] });
  await expect(listVersionCallers(version.consumer, version.at, query)).rejects.toMatchObject({
    code: "forbidden",
  });
});

it("keeps what another chain is made of, and says so once a day", async () => {
  const [inner, outer] = [await called(), await called()];
  const sunset = new Date(Date.now() + DAY);
  await db.dependency.create({
    data: { versionId: outer.versionId, environmentId: environment.id, innerVersionId: inner.versionId },
  });
  await moveVersion(inner.ctx, inner.at, deprecate(sunset));
  const later = at(new Date(sunset.getTime() + 1));
  expect(await runSunsets(later)).toMatchObject({ held: 1 });
  expect(await runSunsets(later)).toMatchObject({ held: 1 });
  expect(await getVersionLife(inner.ctx, inner.at)).toMatchObject({ stage: "deprecated" });
  const held = await db.notificationEvent.count({
    where: { kind: "version.retirement_held", dedupeKey: { contains: inner.versionId } },
  });
  expect(held).toBe(1);
  const warned = await db.notificationEvent.count({
    where: { kind: "dependency.ending", dedupeKey: { contains: inner.versionId } },
  });
  expect(warned).toBe(1);
});

it("is nobody's but the worker's", async () => {
  await expect(runSunsets(ctx(await makeUser(db, { role: "admin" })))).rejects.toMatchObject({
    code: "forbidden",
  });
});

it("keeps a version that somebody calls who was never told, until they are", async () => {
  const version = await called();
  const late = await called();
  const sunset = new Date(Date.now() + 100 * DAY);
  await moveVersion(version.ctx, version.at, deprecate(sunset));
  // As an older release, or a restored database, may have left it: subscribed after the announcement.
  await db.subscription.updateMany({
    where: { application: { slug: late.application } },
    data: { versionId: version.versionId, lastCallAt: new Date(sunset.getTime() - DAY) },
  });
  const after = at(new Date(sunset.getTime() + 1));
  const move = moveVersion(after, version.at, { action: "retire", etag: 2 });
  await expect(move).rejects.toMatchObject({
    code: "conflict",
    details: { obstacles: [{ code: "untold_callers", message: expect.stringContaining("Shop") as string }] },
  });
  const stage = async () => (await getVersionLife(version.ctx, version.at)).stage;
  await runSunsets(after);
  expect(await stage()).toBe("deprecated");
  const owner = { ...version.ctx, now: after.now };
  const next = new Date(after.now.getTime() + DAY);
  await moveVersion(owner, version.at, { ...deprecate(next), etag: 2 } as MoveVersion);
  expect(await late.told()).toContain("version.deprecated");
  await runSunsets(at(new Date(next.getTime() + 1)));
  expect(await stage()).toBe("retired");
});

describe("acknowledging an end, by everybody, in every state", async () => {
  const version = await called();
  await moveVersion(version.ctx, version.at, deprecate(new Date(Date.now() + 100 * DAY)));
  const where = { versionId: version.versionId };
  const { application } = await db.subscription.findFirstOrThrow({
    where,
    select: { application: { select: { id: true, teamId: true } } },
  });
  const of = (teamId: string, role: "owner" | "maintainer" | "viewer") =>
    makeUser(db, { teams: { [teamId]: role } });
  const actors: Record<string, Actor> = {
    "its team's owner": await of(application.teamId, "owner"),
    "its team's maintainer": await of(application.teamId, "maintainer"),
    "its team's viewer": await of(application.teamId, "viewer"),
    admin: await makeUser(db, { role: "admin" }),
    governance: await makeUser(db, { role: "governance" }),
    "the API's owner": await of(version.teamId, "owner"),
    "on call": { ...(await makeUser(db)), onCall: true },
    outsider: await makeUser(db),
    anonymous: ANONYMOUS,
  };
  const GRANTED = ["its team's owner", "its team's maintainer", "admin"];
  const READS = [...GRANTED, "its team's viewer", "governance"];
  /** Whoever was told of an end may say so until after it; undoing the deprecation takes it back. */
  const states = [
    { stage: "published", isBlocked: false, wasTold: false },
    { stage: "deprecated", isBlocked: false, wasTold: true },
    { stage: "deprecated", isBlocked: true, wasTold: true },
    { stage: "retired", isBlocked: false, wasTold: true },
  ] as const;

  it.each(states.flatMap((state) => Object.keys(actors).map((who) => ({ ...state, who }))))(
    "$stage (blocked: $isBlocked): by $who",
    async ({ stage, isBlocked, wasTold, who }) => {
      await db.version.update({
        where: { id: version.versionId },
        data: { stage, blockedAt: isBlocked ? new Date() : null },
      });
      await db.sunsetNotice.deleteMany({ where });
      const notice = { ...where, applicationId: application.id, toldAt: new Date() };
      if (wasTold) await db.sunsetNotice.create({ data: notice });
      const input = { application: version.application };
      const outcome = await acknowledgeSunset(ctx(actors[who] as Actor), version.at, input).then(
        () => "said",
        (error: { code: string }) => error.code,
      );
      const refused = READS.includes(who) ? "forbidden" : "not_found";
      expect(outcome).toBe(GRANTED.includes(who) ? (wasTold ? "said" : "conflict") : refused);
      expect(await db.sunsetNotice.count({ where: { ...where, acknowledgedAt: { not: null } } })).toBe(
        outcome === "said" ? 1 : 0,
      );
    },
  );
});
