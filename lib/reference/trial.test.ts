import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { createApplication, createPlan, moveSubscription, subscribe } from "#lib/consumers";
import { keySha256, readKey } from "#lib/credentials";
import type { Ctx } from "#lib/db";
import { newId } from "#lib/ids";
import { publish } from "#lib/publishing";
import { eventually, makePublishable, makeTeam, makeUser, testDatabase } from "#lib/testing";
import { getCallSettings, listCallApplications } from "./get-call-settings.ts";
import { CallApplicationQuery, TryRequest } from "./schema.ts";
import { tryOperation } from "./try-operation.ts";

const database = await testDatabase();
const { db, ctx } = database;
const ENVIRONMENT = "production";
const { id: environmentId } = await db.environment.create({
  data: { id: newId("env"), slug: ENVIRONMENT, name: "Production", position: 1 },
});
await db.gateway.create({
  data: {
    id: newId("gw"),
    environmentId,
    node: "one",
    softwareVersion: "1",
    appliedRevision: 1,
    rejects: [],
    startedAt: new Date(),
    lastSeenAt: new Date(),
  },
});

let seen: IncomingHttpHeaders[] = [];
const gateway = createServer((request, response) => {
  seen.push(request.headers);
  response.end("{}");
}).listen(0, "127.0.0.1");
await once(gateway, "listening");
const own = { url: `http://127.0.0.1:${(gateway.address() as AddressInfo).port}`, environment: ENVIRONMENT };
afterAll(() => {
  gateway.closeAllConnections();
  gateway.close();
});
beforeEach(() => {
  seen = [];
});

/** What the worker and the gateway do: the change is written, and the connected gateway is as far. */
async function deliver(): Promise<void> {
  await db.accessChange.updateMany({
    where: { state: "saved" },
    data: { state: "written", storeRevision: 1 },
  });
}

/** A key was made, and gateways are to hear of it. */
async function untilAsked(): Promise<void> {
  await eventually(
    "a change waits",
    async () => (await db.accessChange.count({ where: { state: "saved" } })) > 0,
  );
}

/** A version that takes keys in `x-shop-key`, live, and an application of another team that is subscribed to it. */
async function market() {
  const version = await makePublishable(database);
  const access = { anonymous: false, key: { header: "x-shop-key" } };
  await db.version.update({ where: { id: version.versionId }, data: { access } });
  const asked = { action: "publish", environment: ENVIRONMENT, note: "", draftEtag: 1 } as const;
  const { id } = await publish(version.ctx, version.at, asked);
  // However the version's revision comes by its settings: this one has them.
  await db.revision.updateMany({ where: { versionId: version.versionId }, data: { access } });
  await db.deployment.updateMany({
    where: { versionId: version.versionId },
    data: { writtenPublicationId: id, pending: false },
  });
  const team = await makeTeam(db);
  const consumer = ctx(await makeUser(db, { teams: { [team.id]: "owner" } }));
  const slug = `app-${newId("x").slice(-8)}`;
  const application = await createApplication(consumer, {
    team: team.slug,
    slug,
    name: slug,
    description: "",
  });
  const plan = await createPlan(version.ctx, version.at, {
    name: "Gold",
    description: "",
    rate: null,
    quota: null,
    approval: "automatic",
  });
  const input = {
    api: version.at.slug,
    version: version.at.version,
    environment: ENVIRONMENT,
    plan: plan.id,
  };
  const subscription = await subscribe(consumer, application, { ...input, purpose: "to sell" });
  const request = TryRequest.parse({
    environment: ENVIRONMENT,
    method: "GET",
    path: `/${version.versionId}/items`,
    query: "",
    headers: [],
    body: null,
    application: slug,
  });
  const attempt = (by: Ctx = consumer, more: Partial<TryRequest> = {}) =>
    tryOperation(by, version.at, {
      request: { ...request, ...more },
      own,
      signal: new AbortController().signal,
    });
  return { version, consumer, slug, subscription, attempt, teamId: team.id };
}

describe("a request with a key made for it", () => {
  it("waits until the gateways know the key, sends it, and shows it to nobody", async () => {
    const { consumer, attempt, version } = await market();
    await deliver();
    const trying = attempt();
    await untilAsked();
    expect(seen).toEqual([]);
    await deliver();
    const answer = await trying;
    const secret = String(seen[0]?.["x-shop-key"]);
    expect(readKey(secret)).toEqual({ environment: ENVIRONMENT });
    const row = await db.applicationKey.findUniqueOrThrow({ where: { hash: keySha256(secret) } });
    expect(row).toMatchObject({
      isTrial: true,
      versionId: version.versionId,
      createdById: consumer.actor.id,
    });
    expect(JSON.stringify(answer)).not.toContain(secret.slice(-20));

    await attempt();
    expect(seen[1]?.["x-shop-key"]).toBe(secret);
    const later = { ...consumer, now: new Date(consumer.now.getTime() + 14.6 * 60_000) };
    const again = attempt(later);
    await untilAsked();
    await deliver();
    await again;
    expect(seen[2]?.["x-shop-key"]).not.toBe(secret);
  });

  it("is not sent with the key of another's application, or after the subscription ended", async () => {
    const { attempt, consumer, subscription, version, teamId } = await market();
    const refused = { code: "unprocessable", issues: [{ path: ["application"] }] };
    const stranger = ctx(await makeUser(db));
    await expect(attempt(stranger)).rejects.toMatchObject(refused);
    const viewer = ctx(await makeUser(db, { teams: { [teamId]: "viewer" } }));
    await expect(attempt(viewer)).rejects.toMatchObject(refused);
    await expect(attempt(consumer, { application: "no-such-thing" })).rejects.toMatchObject(refused);
    await moveSubscription(version.ctx, { ...subscription }, { action: "suspend", reason: "too much" });
    await expect(attempt()).rejects.toMatchObject(refused);
    expect(seen).toEqual([]);
  });

  it("goes without a key where none is named, and not with two", async () => {
    const { attempt, consumer } = await market();
    await attempt(consumer, { application: undefined } as Partial<TryRequest>);
    expect(seen[0]).not.toHaveProperty("x-shop-key");
    const headers = [{ name: "X-Shop-Key", value: "usk_x" }];
    await expect(attempt(consumer, { headers })).rejects.toMatchObject({
      code: "invalid",
      issues: [{ path: ["headers"] }],
    });
  });

  it("is offered to those who have an application for it", async () => {
    const { consumer, slug, version } = await market();
    const at = { ...version.at, environment: ENVIRONMENT };
    expect(await getCallSettings(consumer, at, own)).toMatchObject({
      isLive: true,
      credential: { header: "x-shop-key", value: "$API_KEY" },
      trial: { isNeeded: true, applications: { items: [{ slug }], total: 1 } },
    });
    expect(await getCallSettings(version.ctx, at, own)).toMatchObject({
      trial: { applications: { items: [], total: 0 } },
    });
    const list = (by: Ctx) =>
      listCallApplications(by, version.at, CallApplicationQuery.parse({ environment: ENVIRONMENT, q: slug }));
    expect(await list(consumer)).toMatchObject({ items: [{ slug }], total: 1 });
    const stranger = ctx(await makeUser(db));
    expect(await list(stranger)).toMatchObject({ items: [], total: 0 });
    await db.api.update({ where: { slug: version.at.slug }, data: { visibility: "private" } });
    await expect(list(stranger)).rejects.toMatchObject({ code: "not_found" });
  });
});
