import { beforeEach, describe, expect, it } from "vitest";
import type { Actor } from "#lib/access";
import type { AppError } from "#lib/errors";
import { makeApi, makeTeam, makeUser, makeVersion, testDatabase } from "#lib/testing";
import {
  askWaiver,
  createRule,
  CreateRule,
  decideWaiver,
  getWaiver,
  listWaivers,
  remindOfWaivers,
  WaiverList,
  type WaiverDto,
} from "./index.ts";

const { db, ctx } = await testDatabase();
const DAY_MS = 86_400_000;
const team = await makeTeam(db);
const people = {
  owner: await makeUser(db, { teams: { [team.id]: "owner" } }),
  maintainer: await makeUser(db, { teams: { [team.id]: "maintainer" } }),
  viewer: await makeUser(db, { teams: { [team.id]: "viewer" } }),
  outsider: await makeUser(db),
  governance: await makeUser(db, { role: "governance" }),
  admin: await makeUser(db, { role: "admin" }),
  /** Of governance, and of the team as well. */
  both: await makeUser(db, { role: "governance", teams: { [team.id]: "maintainer" } }),
};
type Who = keyof typeof people;
const rule = await createRule(
  ctx(people.governance),
  CreateRule.parse({ name: "Has a fallback", kind: "fallback-present", severity: "block" }),
);
let slug = "";
beforeEach(async () => {
  const api = await makeApi(db, { teamId: team.id });
  await makeVersion(db, { apiId: api.id });
  ({ slug } = api);
});

const inDays = (days: number) => new Date(ctx().now.getTime() + days * DAY_MS).toISOString();
const ask = (who: Actor, over: object = {}) =>
  askWaiver(ctx(who), {
    slug,
    input: { rule: rule.id, reason: "The second platform is on its way.", until: inDays(30), ...over },
  });
const decide = (who: Actor, waiver: WaiverDto, decision: "grant" | "refuse" | "revoke" | "withdraw") =>
  decideWaiver(ctx(who), { id: waiver.id, input: { decision, etag: waiver.etag, note: "Seen." } });

/** The state it leads to, or the code of its refusal. */
const outcomeOf = (asked: Promise<WaiverDto>): Promise<string> =>
  asked.then(
    ({ state }) => state,
    (error: AppError) => error.code,
  );

describe("asking", () => {
  it.each<[Who, string]>([
    ["owner", "asked"],
    ["maintainer", "asked"],
    ["admin", "asked"],
    ["viewer", "forbidden"],
    ["outsider", "forbidden"],
    ["governance", "forbidden"],
  ])("%s: %s", async (who, outcome) => {
    expect(await outcomeOf(ask(people[who]))).toBe(outcome);
  });

  it("is told to governance", async () => {
    const { id } = await ask(people.owner, { version: "v1" });
    const event = await db.notificationEvent.findFirstOrThrow({
      where: { kind: "waiver.asked", dedupeKey: { contains: id } },
      select: { notifications: { select: { userId: true } } },
    });
    const told = event.notifications.map(({ userId }) => userId);
    expect(told).toContain(people.governance.id);
    expect(told).not.toContain(people.viewer.id);
  });

  it.each([
    ["an end that has passed", { until: inDays(-1) }, ["until"]],
    ["more than a year", { until: inDays(366) }, ["until"]],
    ["a rule that is not there", { rule: "rule_none" }, ["rule"]],
    ["a version that is not there", { version: "v9" }, ["version"]],
  ])("refuses %s, at the field", async (_, over, path) => {
    await expect(ask(people.owner, over)).rejects.toMatchObject({
      code: "invalid",
      issues: [expect.objectContaining({ path })],
    });
  });

  it("twice for the same is refused, at the same time too", async () => {
    const both = await Promise.allSettled([ask(people.owner), ask(people.maintainer)]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    await expect(ask(people.owner)).rejects.toMatchObject({ code: "conflict" });
  });
});

describe("deciding", () => {
  const every = (["grant", "refuse", "withdraw"] as const).flatMap((decision) =>
    (Object.keys(people) as Who[]).map((who) => [decision, who] as const),
  );
  const MAY: Record<string, Who[]> = {
    grant: ["governance", "admin", "both"],
    refuse: ["governance", "admin", "both"],
    withdraw: ["owner", "maintainer", "admin", "both"],
  };
  it.each(every)("%s by %s", async (decision, who) => {
    const waiver = await ask(people.owner);
    const done = { grant: "granted", refuse: "refused", withdraw: "withdrawn" }[decision];
    const outcome = MAY[decision]?.includes(who) ? done : "forbidden";
    expect(await outcomeOf(decide(people[who], waiver, decision))).toBe(outcome);
  });

  it.each<Who>(["both", "admin"])("nobody grants what they asked for: %s", async (who) => {
    const waiver = await ask(people[who]);
    expect(waiver.decisions).not.toContain("grant");
    await expect(decide(people[who], waiver, "grant")).rejects.toMatchObject({ code: "forbidden" });
    expect(await decide(people.governance, waiver, "grant")).toMatchObject({ state: "granted" });
  });

  it("revokes what was granted, by governance", async () => {
    const granted = await decide(people.governance, await ask(people.owner), "grant");
    await expect(decide(people.owner, granted, "revoke")).rejects.toMatchObject({ code: "forbidden" });
    await expect(decide(people.governance, granted, "grant")).rejects.toMatchObject({ code: "conflict" });
    expect(await decide(people.governance, granted, "revoke")).toMatchObject({ state: "revoked" });
  });

  it("of two who decide, one is told", async () => {
    const waiver = await ask(people.owner);
    const both = await Promise.allSettled([
      decide(people.governance, waiver, "grant"),
      decide(people.admin, waiver, "refuse"),
    ]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    expect(both.find(({ status }) => status === "rejected")).toMatchObject({ reason: { code: "stale" } });
  });

  it("asks for a reason where it refuses", async () => {
    const { id, etag } = await ask(people.owner);
    const input = { decision: "refuse", etag, note: "" } as const;
    await expect(decideWaiver(ctx(people.governance), { id, input })).rejects.toMatchObject({
      code: "invalid",
      issues: [expect.objectContaining({ path: ["note"] })],
    });
  });

  it("is hidden from those who cannot see the API", async () => {
    const waiver = await ask(people.owner);
    await db.api.update({ where: { slug }, data: { visibility: "private" } });
    const gone = { code: "not_found" };
    await expect(getWaiver(ctx(people.outsider), waiver.id)).rejects.toMatchObject(gone);
    await expect(decide(people.outsider, waiver, "grant")).rejects.toMatchObject(gone);
    await expect(ask(people.outsider)).rejects.toMatchObject(gone);
    const query = WaiverList.api.parse({ api: slug });
    expect((await listWaivers(ctx(people.outsider), query)).total).toBe(0);
    expect((await listWaivers(ctx(people.viewer), query)).total).toBe(1);
  });
});

describe("ending", () => {
  it("shows as expired by itself, and is told of ahead and when it is over, each once", async () => {
    const waiver = await decide(people.governance, await ask(people.owner, { until: inDays(20) }), "grant");
    const at = (days: number) => ({ ...ctx(), now: new Date(ctx().now.getTime() + days * DAY_MS) });
    const told = async () => {
      const events = await db.notificationEvent.findMany({
        where: { dedupeKey: { contains: waiver.id }, kind: { in: ["waiver.expiring", "waiver.expired"] } },
        select: { kind: true },
        orderBy: { at: "asc" },
      });
      return events.map(({ kind }) => kind);
    };
    await remindOfWaivers(at(1));
    expect(await told()).toEqual([]);
    await remindOfWaivers(at(7));
    await remindOfWaivers(at(8));
    expect(await told()).toEqual(["waiver.expiring"]);
    await remindOfWaivers(at(18));
    expect(await told()).toEqual(["waiver.expiring", "waiver.expiring"]);
    await remindOfWaivers(at(21));
    await remindOfWaivers(at(22));
    expect(await told()).toEqual(["waiver.expiring", "waiver.expiring", "waiver.expired"]);
    const later = { ...ctx(people.owner), now: at(21).now };
    expect(await getWaiver(later, waiver.id)).toMatchObject({ state: "expired", decisions: [] });
    const expired = await listWaivers(later, WaiverList.api.parse({ api: slug, state: "expired" }));
    expect(expired.items.map(({ id }) => id)).toEqual([waiver.id]);
    expect((await listWaivers(later, WaiverList.api.parse({ api: slug, state: "granted" }))).total).toBe(0);
  });

  it("is the system's business alone", async () => {
    await decide(people.governance, await ask(people.owner, { until: inDays(2) }), "grant");
    await expect(remindOfWaivers(ctx(people.outsider))).rejects.toMatchObject({ code: "forbidden" });
  });
});
