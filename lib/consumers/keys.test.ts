import { describe, expect, it } from "vitest";
import { keySha256, readKey } from "#lib/credentials";
import { newId } from "#lib/ids";
import { makeUser, testDatabase } from "#lib/testing";
import {
  createKey,
  CreateKey,
  getKey,
  KeyList,
  listKeys,
  notifyExpiringKeys,
  revokeKey,
  rotateKey,
  RotateKey,
  trimAccessChanges,
} from "./index.ts";
import { openMarket } from "./test-rows.ts";

const database = await testDatabase();
const { db, ctx } = database;
const market = await openMarket(database);
const { application, consumer, environment, stranger, provider } = market;
const all = KeyList.api.parse({});
const make = (name: string, expiresInDays?: number) =>
  createKey(consumer, application, {
    environment: environment.slug,
    name,
    ...(expiresInDays === undefined ? {} : { expiresInDays }),
  });

describe("keys", () => {
  it("are shown once, and kept as their SHA-256", async () => {
    const { key, secret } = await make("web");
    expect(readKey(secret)).toEqual({ environment: environment.slug });
    expect(key).toMatchObject({ name: "web", state: "active", expiresAt: null, createdBy: "Cleo Consumer" });
    expect(secret.startsWith(key.hint)).toBe(true);
    const row = await db.applicationKey.findUniqueOrThrow({ where: { id: key.id } });
    expect(row.hash).toBe(keySha256(secret));
    const tables = [
      row,
      await db.auditEntry.findMany({ take: 100, orderBy: { id: "desc" } }),
      await db.accessDocument.findMany({ take: 100 }),
      await listKeys(consumer, application, all),
    ];
    const secretPart = secret.slice(key.hint.length);
    const text = JSON.stringify(tables, (_, value) => (typeof value === "bigint" ? String(value) : value));
    expect(text).not.toContain(secretPart);
  });

  it("are the business of the application's maintainers alone", async () => {
    const { key } = await make("mine");
    const at = { ...application, id: key.id };
    for (const other of [stranger, provider]) {
      const calls = [
        () => listKeys(other, application, all),
        () => getKey(other, at),
        () => createKey(other, application, { environment: environment.slug, name: "x" }),
        () => rotateKey(other, at, { overlapHours: 0 }),
        () => revokeKey(other, at),
      ];
      for (const call of calls) await expect(call()).rejects.toMatchObject({ code: "not_found" });
    }
    const viewer = ctx(await makeUser(db, { teams: { [market.consumerTeamId]: "viewer" } }));
    expect((await listKeys(viewer, application, all)).total).toBeGreaterThan(0);
    await expect(revokeKey(viewer, at)).rejects.toMatchObject({ code: "forbidden" });
    await expect(rotateKey(viewer, at, { overlapHours: 0 })).rejects.toMatchObject({ code: "forbidden" });
    // An id of another application's key opens nothing at one's own.
    const other = await openMarket(database);
    const foreign = { ...other.application, id: key.id };
    await expect(getKey(other.consumer, foreign)).rejects.toMatchObject({ code: "not_found" });
    await expect(revokeKey(other.consumer, foreign)).rejects.toMatchObject({ code: "not_found" });
    await expect(rotateKey(other.consumer, foreign, { overlapHours: 1 })).rejects.toMatchObject({
      code: "not_found",
    });
  });

  it("are replaced with an overlap in which both are good", async () => {
    const { key } = await make("rolling");
    const at = { ...application, id: key.id };
    const next = await rotateKey(consumer, at, { overlapHours: 24, expiresInDays: 30 });
    expect(next.key).toMatchObject({ name: "rolling", state: "active" });
    const old = await getKey(consumer, at);
    expect(old).toMatchObject({ state: "expiring", replacedBy: next.key.id });
    expect(Date.parse(old.expiresAt ?? "")).toBeGreaterThan(Date.now() + 23 * 3_600_000);
    await expect(rotateKey(consumer, at, { overlapHours: 24 })).rejects.toMatchObject({ code: "conflict" });
    const now = await rotateKey(consumer, { ...application, id: next.key.id }, { overlapHours: 0 });
    expect(await getKey(consumer, { ...application, id: next.key.id })).toMatchObject({ state: "expired" });
    expect(now.key.state).toBe("active");
  });

  it("keep an end that is nearer than the overlap", async () => {
    const { key } = await make("short", 1);
    const at = { ...application, id: key.id };
    await rotateKey(consumer, at, { overlapHours: 48 });
    expect(await getKey(consumer, at)).toMatchObject({ expiresAt: key.expiresAt });
  });

  it("are revoked once, also by two at once, and never good again", async () => {
    const { key } = await make("leaked");
    const at = { ...application, id: key.id };
    const done = await Promise.allSettled([revokeKey(consumer, at), revokeKey(consumer, at)]);
    expect(done.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    expect(await getKey(consumer, at)).toMatchObject({ state: "revoked", revokedBy: "Cleo Consumer" });
    await expect(rotateKey(consumer, at, { overlapHours: 1 })).rejects.toMatchObject({ code: "conflict" });
    const usable = await listKeys(consumer, application, { ...all, usable: true, size: 100 });
    expect(usable.items.map(({ id }) => id)).not.toContain(key.id);
    const named = await listKeys(consumer, application, { ...all, q: "leak", sort: "lastUsedAt" });
    expect(named.items.map(({ id }) => id)).toEqual([key.id]);
  });

  it("are for an environment that there is, and not without end in number", async () => {
    await expect(
      createKey(consumer, application, { environment: "nowhere", name: "x" }),
    ).rejects.toMatchObject({ code: "invalid", issues: [{ path: ["environment"] }] });
    const own = await openMarket(database);
    const rows = Array.from({ length: 100 }, (_, at) => ({
      id: newId("key"),
      applicationId: own.applicationId,
      environmentId: own.environment.id,
      name: `key ${at}`,
      hash: `${own.applicationId} ${at}`,
      hint: "",
      createdById: "x",
      createdByName: "x",
    }));
    await db.applicationKey.createMany({ data: rows });
    const more = createKey(own.consumer, own.application, { environment: own.environment.slug, name: "x" });
    await expect(more).rejects.toMatchObject({ code: "conflict" });
  });

  it("that end within a week are told of once, unless another is in their place", async () => {
    const soon = await make("ending", 5);
    const replaced = await make("replaced", 5);
    await make("new", 5);
    await rotateKey(consumer, { ...application, id: replaced.key.id }, { overlapHours: 24 * 5 });
    const old = { in: [soon.key.id, replaced.key.id] };
    const made = new Date(Date.now() - 2 * 86_400_000);
    await db.applicationKey.updateMany({ where: { id: old }, data: { createdAt: made } });
    expect(await notifyExpiringKeys(ctx())).toBe(1);
    expect(await notifyExpiringKeys(ctx())).toBe(0);
    const told = await db.notificationEvent.findMany({
      where: { kind: "key.expiring" },
      take: 10,
      select: { path: true, subject: true },
    });
    expect(told).toEqual([
      { path: `/applications/${application.slug}`, subject: expect.stringContaining("ending") },
    ]);
    await expect(notifyExpiringKeys(consumer)).rejects.toMatchObject({ code: "forbidden" });
  });

  it("outlive what is kept of their changes", async () => {
    const { key } = await make("old");
    const long = new Date(Date.now() - 31 * 86_400_000);
    const of = { keys: { some: { id: key.id } } };
    await db.accessChange.updateMany({ where: of, data: { requestedAt: long, state: "written" } });
    expect(await trimAccessChanges(ctx())).toBe(1);
    const at = { ...application, id: key.id };
    expect(await getKey(consumer, at)).toMatchObject({ enforcement: "in_force", delivery: null });
    await expect(trimAccessChanges(consumer)).rejects.toMatchObject({ code: "forbidden" });
  });

  it("take no field they do not have", () => {
    const input = { environment: "sandbox", name: "web" };
    for (const extra of [{ hash: "0" }, { secret: "usk_" }, { isTrial: true }, { expiresAt: null }])
      expect(CreateKey.safeParse({ ...input, ...extra }).success).toBe(false);
    expect(RotateKey.safeParse({ overlapHours: 24 * 31 }).success).toBe(false);
    expect(RotateKey.safeParse({}).data).toEqual({ overlapHours: 24 });
  });
});
