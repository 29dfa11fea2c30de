import { describe, expect, test } from "vitest";
import { change } from "#lib/db";
import { makeTeam, makeUser, testDatabase } from "#lib/testing";
import { notify, type Happening } from "./index.ts";

const { db, ctx } = await testDatabase();
const now = new Date("2026-11-25T12:00:00.000Z");

type Requested = Extract<Happening, { kind: "subscription.requested" }>;

function requested(over: Partial<Requested["facts"]> = {}): Omit<Requested, "key"> {
  const facts = {
    subscriptionId: "sub_1",
    api: "orders",
    apiName: "Orders",
    version: "v1",
    application: "shop",
    applicationName: "Shop",
    plan: "standard",
    environment: "production",
    ownerTeamId: "team_none",
    consumerTeamId: "team_none",
    purpose: "Show orders to customers",
    requestedByName: "Carla",
    ...over,
  };
  return { kind: "subscription.requested", now, facts };
}

const toldOf = async (key: string) => {
  const rows = await db.notification.findMany({
    where: { event: { dedupeKey: `subscription.requested:${key}` } },
    select: { userId: true },
  });
  return rows.map(({ userId }) => userId).toSorted();
};

const tell = (happening: Happening) => db.$transaction((tx) => notify(tx, happening));

describe("notify", async () => {
  const team = await makeTeam(db);
  const owner = await makeUser(db, { teams: { [team.id]: "owner" } });
  const maintainer = await makeUser(db, { teams: { [team.id]: "maintainer" } });
  await makeUser(db, { teams: { [team.id]: "viewer" } });
  const gone = await makeUser(db, { teams: { [team.id]: "owner" } });
  await db.user.update({ where: { id: gone.id }, data: { state: "deactivated" } });
  const admin = await makeUser(db, { role: "admin" });

  test("tells the active owners and maintainers of the team, once", async () => {
    const happening = { ...requested({ ownerTeamId: team.id }), key: "a" };
    await tell(happening);
    await tell(happening);
    expect(await toldOf("a")).toEqual([owner.id, maintainer.id].toSorted());
    expect(
      await db.notificationEvent.findMany({ where: { dedupeKey: "subscription.requested:a" } }),
    ).toMatchObject([
      {
        kind: "subscription.requested",
        subject: "Shop asks for Orders v1",
        text: expect.stringContaining("Purpose: Show orders to customers"),
        path: "/apis/orders/subscribers",
        teamIds: [team.id],
        at: now,
        facts: { api: "orders", purpose: "Show orders to customers" },
      },
    ]);
  });

  test("two at once tell once", async () => {
    const happening = { ...requested({ ownerTeamId: team.id }), key: "race" };
    await Promise.all([tell(happening), tell(happening), tell(happening)]);
    expect(await toldOf("race")).toHaveLength(2);
  });

  test("whoever did it is not told", async () => {
    await tell({ ...requested({ ownerTeamId: team.id }), key: "b", by: owner });
    expect(await toldOf("b")).toEqual([maintainer.id]);
  });

  test("where a team has nobody, administrators are told; where only the doer is in it, nobody", async () => {
    const empty = await makeTeam(db);
    await tell({ ...requested({ ownerTeamId: empty.id }), key: "c" });
    expect(await toldOf("c")).toEqual([admin.id]);
    const alone = await makeUser(db, { teams: { [empty.id]: "owner" } });
    await tell({ ...requested({ ownerTeamId: empty.id }), key: "d", by: alone });
    expect(await toldOf("d")).toEqual([]);
  });

  test("is undone with the change, and leaves the worker a job when it stands", async () => {
    const deed = { action: "team.update", kind: "team", id: team.id } as const;
    const jobs = async () =>
      (
        await db.$queryRaw<{ n: number }[]>`SELECT count(*)::int AS n FROM graphile_worker.jobs
        WHERE task_identifier = 'deliver-notification'`
      )[0]?.n ?? 0;
    const before = await jobs();
    const failing = change(ctx(), deed, async (tx) => {
      await notify(tx, { ...requested({ ownerTeamId: team.id }), key: "e" });
      throw new Error("undone");
    });
    await expect(failing).rejects.toThrow("undone");
    expect(await toldOf("e")).toEqual([]);
    expect(await jobs()).toBe(before);
    await change(ctx(), deed, async (tx) => {
      await notify(tx, { ...requested({ ownerTeamId: team.id }), key: "e" });
      return { result: undefined };
    });
    expect(await toldOf("e")).toHaveLength(2);
    expect(await jobs()).toBe(before + 1);
  });

  test("keeps only the facts of the kind", async () => {
    const facts = { ...requested({ ownerTeamId: team.id }).facts, key: "sk_secret" };
    await tell({ ...requested(), facts, key: "f" });
    const event = await db.notificationEvent.findFirstOrThrow({
      where: { dedupeKey: "subscription.requested:f" },
    });
    expect(JSON.stringify(event)).not.toContain("sk_secret");
  });
});

describe("people on call", async () => {
  const team = await makeTeam(db);
  const makeOnCall = async (of: Parameters<typeof makeUser>[1]) => {
    const user = await makeUser(db, of);
    await db.user.update({ where: { id: user.id }, data: { onCall: true } });
    return user;
  };
  const inside = await makeOnCall({ teams: { [team.id]: "viewer" } });
  const outside = await makeOnCall({});
  const governance = await makeOnCall({ role: "governance" });

  test.each([
    [true, [inside, outside, governance]],
    [false, [inside, governance]],
  ])("hear of an API that is public: %s, as far as they see it", async (isPublic, expected) => {
    const key = `on-call-${isPublic}`;
    const names = { api: "orders", apiName: "Orders", version: "v1", environment: "production" };
    const targets = { servingTarget: "secondary", primaryTarget: "primary", openedAt: now.toISOString() };
    const facts = { incidentId: key, ...names, ...targets, afterMinutes: 15, ownerTeamId: team.id };
    await tell({ kind: "incident.alert", key, now, facts: { ...facts, seenBy: [team.id], isPublic } });
    const told = await db.notification.findMany({
      where: { event: { dedupeKey: `incident.alert:${key}` } },
      select: { userId: true },
    });
    expect(told.map(({ userId }) => userId).toSorted()).toEqual(expected.map(({ id }) => id).toSorted());
  });
});
