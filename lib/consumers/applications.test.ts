import { describe, expect, it } from "vitest";
import { makeUser, testDatabase } from "#lib/testing";
import {
  ApplicationList,
  createApplication,
  CreateApplication,
  createKey,
  deleteApplication,
  getApplication,
  listApplications,
  moveSubscription,
  updateApplication,
  UpdateApplication,
} from "./index.ts";
import { openMarket } from "./test-rows.ts";

const database = await testDatabase();
const { db, ctx } = database;
const market = await openMarket(database);
const { application, consumer, stranger, provider } = market;
const all = ApplicationList.api.parse({});

describe("applications", () => {
  it("belong to a team, whose members see them, and nobody else", async () => {
    expect(await getApplication(consumer, application)).toMatchObject({ name: "Till", mayUpdate: true });
    for (const other of [stranger, provider]) {
      await expect(getApplication(other, application)).rejects.toMatchObject({ code: "not_found" });
      await expect(updateApplication(other, application, { name: "Mine" })).rejects.toMatchObject({
        code: "not_found",
      });
      await expect(deleteApplication(other, application)).rejects.toMatchObject({ code: "not_found" });
      expect(await listApplications(other, all)).toMatchObject({ items: [], total: 0 });
    }
    const listed = await listApplications(consumer, { ...all, q: "TILL" });
    expect(listed.items.map(({ slug }) => slug)).toEqual([application.slug]);
    const admin = ctx(await makeUser(db, { role: "admin" }));
    expect(await listApplications(admin, { ...all, mine: true })).toMatchObject({ total: 0 });
    expect((await listApplications(admin, all)).total).toBeGreaterThan(0);
  });

  it("are offered to those who may act for them", async () => {
    const acting = { ...all, acting: true };
    const viewer = ctx(await makeUser(db, { teams: { [market.consumerTeamId]: "viewer" } }));
    expect((await listApplications(viewer, all)).total).toBe(1);
    expect((await listApplications(viewer, acting)).total).toBe(0);
    const maintainer = ctx(await makeUser(db, { teams: { [market.consumerTeamId]: "maintainer" } }));
    expect((await listApplications(maintainer, acting)).total).toBe(1);
    expect((await listApplications(stranger, acting)).total).toBe(0);
    const governance = ctx(await makeUser(db, { role: "governance" }));
    expect((await listApplications(governance, all)).total).toBe(1);
    expect((await listApplications(governance, acting)).total).toBe(0);
    const admin = ctx(await makeUser(db, { role: "admin" }));
    expect((await listApplications(admin, acting)).total).toBe(1);
  });

  it("are made and changed by maintainers of the team", async () => {
    const viewer = ctx(await makeUser(db, { teams: { [market.consumerTeamId]: "viewer" } }));
    const input = { team: market.consumerTeam, slug: "kiosk", name: "Kiosk", description: "" };
    await expect(createApplication(viewer, input)).rejects.toMatchObject({ code: "forbidden" });
    await expect(createApplication(stranger, input)).rejects.toMatchObject({ code: "forbidden" });
    await expect(updateApplication(viewer, application, { name: "Mine" })).rejects.toMatchObject({
      code: "forbidden",
    });
    expect(await createApplication(consumer, input)).toMatchObject({ slug: "kiosk", usableKeys: 0 });
    await expect(createApplication(consumer, input)).rejects.toMatchObject({
      code: "conflict",
      issues: [{ path: ["slug"] }],
    });
    await expect(createApplication(consumer, { ...input, team: "nobody" })).rejects.toMatchObject({
      code: "invalid",
    });
  });

  it("take no field they do not have", () => {
    const input = { team: "shop", slug: "kiosk", name: "Kiosk" };
    expect(CreateApplication.safeParse(input).success).toBe(true);
    for (const extra of [
      { id: "app_1" },
      { teamId: "team_1" },
      { createdById: "usr_1" },
      { deletedAt: null },
    ])
      expect(CreateApplication.safeParse({ ...input, ...extra }).success).toBe(false);
    expect(UpdateApplication.safeParse({ team: "other" }).success).toBe(false);
    expect(UpdateApplication.safeParse({}).success).toBe(false);
    expect(UpdateApplication.safeParse({ etag: "2026-03-01T00:00:00.000Z" }).success).toBe(false);
  });

  it("are not changed on top of what its sender has not seen", async () => {
    const { etag } = await getApplication(consumer, application);
    const later = { ...consumer, now: new Date(Date.parse(etag) + 1_000) };
    const theirs = await updateApplication(later, application, { description: "Theirs" });
    expect(theirs.etag).not.toBe(etag);
    await expect(updateApplication(consumer, application, { etag, name: "Mine" })).rejects.toMatchObject({
      code: "stale",
    });
    expect(await getApplication(consumer, application)).toMatchObject({
      name: "Till",
      description: "Theirs",
    });
    const seen = { etag: theirs.etag, description: "" };
    expect(await updateApplication(consumer, application, seen)).toMatchObject({ description: "" });
  });

  it("never share a client of an identity provider", async () => {
    const clients = [{ issuer: "https://id.example.com", clientId: "till" }];
    expect(await updateApplication(consumer, application, { clients })).toMatchObject({ clients });
    const other = await openMarket(database);
    const taken = updateApplication(other.consumer, other.application, { clients });
    await expect(taken).rejects.toMatchObject({ code: "conflict", issues: [{ path: ["clients"] }] });
    expect(await updateApplication(consumer, application, { clients: [] })).toMatchObject({ clients: [] });
    expect(await updateApplication(other.consumer, other.application, { clients })).toMatchObject({
      clients,
    });
  });

  it("are deleted with their keys once they have no subscription, and leave their slug", async () => {
    const own = await openMarket(database);
    const subscription = await own.ask(await own.offer({ approval: "automatic" }));
    await createKey(own.consumer, own.application, { environment: own.environment.slug, name: "web" });
    await expect(deleteApplication(own.consumer, own.application)).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("a subscription"),
    });
    await moveSubscription(own.consumer, subscription, { action: "end", reason: "" });
    const maintainer = ctx(await makeUser(db, { teams: { [own.consumerTeamId]: "maintainer" } }));
    await expect(deleteApplication(maintainer, own.application)).rejects.toMatchObject({ code: "forbidden" });
    await deleteApplication(own.consumer, own.application);
    await expect(getApplication(own.consumer, own.application)).rejects.toMatchObject({ code: "not_found" });
    const usable = { applicationId: own.applicationId, revokedAt: null };
    expect(await db.applicationKey.count({ where: usable })).toBe(0);
    const again = { team: own.consumerTeam, slug: own.application.slug, name: "Next", description: "" };
    expect(await createApplication(own.consumer, again)).toMatchObject({ name: "Next" });
  });
});
