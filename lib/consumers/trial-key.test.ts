import { describe, expect, it } from "vitest";
import { keySha256 } from "#lib/credentials";
import { makeUser, testDatabase } from "#lib/testing";
import {
  createKey,
  createTrialKey,
  isTrialApplication,
  isTrialKeyReady,
  KeyList,
  listKeys,
  listTrialApplications,
  markAccessWritten,
  readPendingAccess,
  trimTrialKeys,
} from "./index.ts";
import { openMarket } from "./test-rows.ts";

const database = await testDatabase();
const { db, ctx } = database;
const market = await openMarket(database);
const { application, consumer, environment, stranger, versionId } = market;
const FIRST = { page: 1, size: 20, q: "" };
const of = { application: application.slug, environment: environment.slug, versionId };

describe("a key to try a version out with", () => {
  it("needs an active subscription", async () => {
    await expect(createTrialKey(consumer, of)).rejects.toMatchObject({
      code: "unprocessable",
      issues: [{ path: ["application"] }],
    });
    expect(await listTrialApplications(consumer, of, FIRST)).toMatchObject({ items: [], total: 0 });
  });

  it("is good for one version and 15 minutes, and its secret is nowhere in the database", async () => {
    const subscription = await market.ask(await market.offer({ approval: "automatic" }));
    expect(subscription.state).toBe("active");
    expect((await listTrialApplications(consumer, of, FIRST)).items).toMatchObject([
      { slug: application.slug },
    ]);
    expect(await listTrialApplications(stranger, of, FIRST)).toMatchObject({ items: [], total: 0 });
    const key = await createTrialKey(consumer, of);
    expect(key.expiresAt.getTime() - consumer.now.getTime()).toBe(15 * 60_000);
    const wanted = await readPendingAccess(db, environment, 100);
    expect(wanted.map(({ body }) => body)).toContainEqual(
      expect.objectContaining({
        kind: "credential",
        keyId: key.id,
        versionId,
        notAfterMs: key.expiresAt.getTime(),
      }),
    );
    const row = await db.applicationKey.findUniqueOrThrow({ where: { id: key.id } });
    expect(row).toMatchObject({ isTrial: true, hash: keySha256(key.secret), createdById: consumer.actor.id });
    const audit = await db.auditEntry.findMany({ where: { objectId: key.id } });
    expect(audit).toHaveLength(1);
    const text = JSON.stringify([row, audit], (_, value) =>
      typeof value === "bigint" ? String(value) : value,
    );
    expect(text).not.toContain(key.secret.slice(-40));
    expect((await listKeys(consumer, application, KeyList.api.parse({}))).total).toBe(0);
  });

  it("is not ready before gateways know it", async () => {
    expect(await isTrialKeyReady(consumer, await createTrialKey(consumer, of))).toBe(false);
  });

  it("is made by those who may make keys of the application, and by nobody else", async () => {
    await expect(createTrialKey(stranger, of)).rejects.toMatchObject({ code: "not_found" });
    const viewer = await makeUser(db, { teams: { [market.consumerTeamId]: "viewer" } });
    await expect(createTrialKey(ctx(viewer), of)).rejects.toMatchObject({ code: "forbidden" });
    expect((await listTrialApplications(ctx(viewer), of, FIRST)).total).toBe(0);
    expect(await isTrialApplication(ctx(viewer), of)).toBe(false);
  });

  it("finds each of more applications than a page holds, and takes its key", async () => {
    const { planId } = await db.subscription.findFirstOrThrow({
      where: { versionId },
      select: { planId: true },
    });
    const names = Array.from({ length: 105 }, (_, i) => `many-${String(i).padStart(3, "0")}`);
    await db.application.createMany({
      data: names.map((slug) => ({
        id: `app_${slug}`,
        slug,
        name: slug.toUpperCase(),
        teamId: market.consumerTeamId,
        createdById: consumer.actor.id,
      })),
    });
    await db.subscription.createMany({
      data: names.map((slug) => ({
        id: `sub_${slug}`,
        applicationId: `app_${slug}`,
        versionId,
        environmentId: environment.id,
        planId,
        state: "active" as const,
        purpose: "",
        requestedById: consumer.actor.id,
        requestedByName: consumer.actor.name,
      })),
    });
    const read = (page: number) => listTrialApplications(consumer, of, { page, size: 60, q: "many" });
    const pages = [await read(1), await read(2)];
    expect(pages.map(({ total }) => total)).toEqual([105, 105]);
    expect(pages.flatMap(({ items }) => items.map(({ slug }) => slug))).toEqual(names);
    const last = await listTrialApplications(consumer, of, { ...FIRST, q: "MANY-104" });
    expect(last.items).toMatchObject([{ slug: "many-104" }]);
    expect(await isTrialApplication(consumer, { ...of, application: "many-104" })).toBe(true);
    expect(await isTrialApplication(stranger, { ...of, application: "many-104" })).toBe(false);
  });

  it("is not made for another version than the one subscribed to", async () => {
    const other = { ...of, versionId: "ver_other" };
    await expect(createTrialKey(consumer, other)).rejects.toMatchObject({ code: "unprocessable" });
  });

  it("is forgotten a day after it ended, unless gateways have not heard of it yet", async () => {
    const { id } = await createTrialKey(consumer, of);
    const { key: lasting } = await createKey(consumer, application, {
      environment: environment.slug,
      name: "lasting",
      expiresInDays: 1,
    });
    const later = (hours: number) => ({ ...ctx(), now: new Date(Date.now() + hours * 3_600_000) });
    const isThere = async (key = id) => (await db.applicationKey.count({ where: { id: key } })) === 1;
    await trimTrialKeys(later(48));
    expect(await isThere()).toBe(true);
    const documents = await readPendingAccess(db, environment, 500);
    await markAccessWritten(ctx(), { environmentId: environment.id, storeRevision: 1, documents });
    const { hash } = await db.applicationKey.findUniqueOrThrow({ where: { id }, select: { hash: true } });
    await trimTrialKeys(later(23));
    expect(await isThere()).toBe(true);
    expect(await trimTrialKeys(later(25))).toBeGreaterThanOrEqual(1);
    expect(await isThere()).toBe(false);
    const storeKey = `credentials/${hash}`;
    expect(await db.accessDocument.count({ where: { storeKey } })).toBe(0);
    const told = documents.find(({ key }) => key === storeKey)?.body;
    expect(await db.endedDocument.findFirstOrThrow({ where: { storeKey } })).toMatchObject({ body: told });
    await trimTrialKeys(later(100));
    expect(await isThere(lasting.id)).toBe(true);
    await expect(trimTrialKeys(consumer)).rejects.toMatchObject({ code: "forbidden" });
  });

  it("is one of a few of one person", async () => {
    await expect(
      (async () => {
        for (let i = 0; i < 25; i++) await createTrialKey(consumer, of);
      })(),
    ).rejects.toMatchObject({ code: "rate_limited" });
  });
});
