import { describe, expect, it } from "vitest";
import {
  createApplication,
  createKey,
  createPlan,
  getKey,
  getPlan,
  getSubscription,
  moveSubscription,
  revokeKey,
  rotateKey,
  subscribe,
  updatePlan,
  type Enforcement,
} from "#lib/consumers";
import { keySha256 } from "#lib/credentials";
import { AppError } from "#lib/errors";
import { newId } from "#lib/ids";
import { restoreStore } from "#lib/publishing";
import { memoryBackend } from "#lib/store";
import { eventually, makePublishable, makeTeam, makeUser, testDatabase } from "#lib/testing";
import { documentAt, makeRig, publishIn, startIn, statusOf, withCommit, type Rig } from "./test-rig.ts";

const database = await testDatabase();
const { db, ctx } = database;
const RATE = { requests: 10, per: "second", burst: 20 } as const;

/** A published version with a plan, and an application of another team with a key and a request for a subscription. */
async function openMarket(rig: Rig) {
  const version = await makePublishable(database);
  await publishIn(rig, version);
  const plan = await createPlan(version.ctx, version.at, {
    name: "Gold",
    description: "",
    rate: RATE,
    quota: { requests: 1_000, per: "month" },
    approval: "manual",
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
  const environment = rig.environment.slug;
  const { key, secret } = await createKey(consumer, application, { environment, name: "web" });
  const { slug: api, version: name } = version.at;
  const input = { api, version: name, environment, plan: plan.id, purpose: "to sell" };
  const asked = await subscribe(consumer, application, input);
  const keyAt = { slug, id: key.id };
  const told = {
    application: async () => (await documentAt(rig, `applications/${application.id}`))?.body,
    credential: async (of = secret) => (await documentAt(rig, `credentials/${keySha256(of)}`))?.body,
  };
  const approve = () => moveSubscription(version.ctx, asked, { action: "approve", reason: "" });
  const untilKey = (enforcement: Enforcement) =>
    eventually(`key ${enforcement}`, async () => (await getKey(consumer, keyAt)).enforcement === enforcement);
  const untilSubscription = (enforcement: Enforcement) =>
    eventually(`subscription ${enforcement}`, async () => {
      const subscription = await getSubscription(consumer, asked);
      return subscription.enforcement === enforcement && subscription;
    });
  return { version, plan, consumer, asked, keyAt, told, approve, untilKey, untilSubscription };
}

const headOf = async (rig: Rig) => (await rig.store.read(rig.environment.slug)).storeRevision;

describe("who may call what", () => {
  it("is written, signed, and in force once each gateway has applied it", async () => {
    const rig = await makeRig(db);
    const { slug } = rig.environment;
    for (const node of ["gw-1", "gw-2"]) await rig.store.putStatus(slug, statusOf(node, 0), 60_000);
    const { told, approve, untilSubscription, untilKey, consumer, asked, version, plan } =
      await openMarket(rig);
    const worker = startIn(rig);
    worker.wake();
    await eventually("pending told", async () => (await told.application())?.kind === "application");
    expect(await told.application()).toMatchObject({
      state: "active",
      subscriptions: [{ id: asked.id, state: "pending", plan: { id: plan.id } }],
    });
    expect(await told.credential()).toMatchObject({ kind: "credential", state: "active" });

    await approve();
    worker.wake();
    const written = await eventually("written", async () => {
      const { delivery } = await getSubscription(consumer, asked);
      return delivery?.storeRevision ? delivery : undefined;
    });
    expect(written).toMatchObject({ state: "written", applied: 0, waiting: ["gw-1", "gw-2"] });
    expect(await told.application()).toMatchObject({
      subscriptions: [
        {
          state: "active",
          api: { slug: version.at.slug },
          version: { id: version.versionId },
          rateLimit: { requests: 10, windowMs: 1_000, burst: 20 },
          quota: { requests: 1_000, per: "month" },
        },
      ],
    });
    const head = await headOf(rig);
    await rig.store.putStatus(slug, statusOf("gw-1", head), 60_000);
    await eventually("one applied", async () => {
      const { delivery, enforcement } = await getSubscription(consumer, asked);
      return delivery?.applied === 1 && enforcement === "under_way";
    });
    await rig.store.putStatus(slug, statusOf("gw-2", head), 60_000);
    await untilSubscription("in_force");
    await untilKey("in_force");
    const { delivery } = await getSubscription(consumer, asked);
    expect(delivery).toMatchObject({ expected: 2, rejected: 0, waiting: [] });
  });

  it("says when a gateway refuses it, and when none is there", async () => {
    const rig = await makeRig(db);
    const { approve, untilSubscription, untilKey, keyAt, consumer } = await openMarket(rig);
    const worker = startIn(rig);
    await approve();
    worker.wake();
    const { delivery } = await untilSubscription("no_gateway");
    const key = await getKey(consumer, keyAt);
    const { id } = await db.application.findFirstOrThrow({
      where: { slug: keyAt.slug },
      select: { id: true },
    });
    const storeRevision = delivery?.storeRevision ?? Number.NaN;
    const rejects = [{ key: `applications/${id}`, storeRevision, reason: "unknown member" }];
    const status = statusOf("gw-1", await headOf(rig), { rejects });
    await rig.store.putStatus(rig.environment.slug, status, 60_000);
    await untilSubscription("refused");
    expect(key.delivery).toMatchObject({ expected: 0 });
    await untilKey("in_force");
  });

  it("holds for a gateway that came long after", async () => {
    const rig = await makeRig(db);
    const { approve, untilSubscription } = await openMarket(rig);
    await approve();
    const worker = startIn(rig);
    worker.wake();
    await untilSubscription("no_gateway");
    await db.accessChange.updateMany({ data: { requestedAt: new Date(Date.now() - 7_200_000) } });
    await rig.store.putStatus(rig.environment.slug, statusOf("gw-new", await headOf(rig)), 60_000);
    const { delivery } = await untilSubscription("in_force");
    expect(delivery?.receipts).toEqual([]);
  });

  it("ends with a key that is revoked, and overlaps where one is replaced", async () => {
    const rig = await makeRig(db);
    const { consumer, keyAt, told } = await openMarket(rig);
    const worker = startIn(rig);
    const next = await rotateKey(consumer, keyAt, { overlapHours: 2 });
    worker.wake();
    await eventually("new key", async () => (await told.credential(next.secret)) !== undefined);
    expect(await told.credential()).toMatchObject({ state: "active", notAfterMs: expect.any(Number) });
    await revokeKey(consumer, keyAt);
    worker.wake();
    await eventually(
      "revoked",
      async () =>
        (await told.credential())?.kind === "credential" &&
        JSON.stringify(await told.credential()).includes("revoked"),
    );
    expect(await told.credential(next.secret)).toMatchObject({ state: "active" });
  });

  it("waits for a store that is away, says so, and loses nothing", async () => {
    const rig = await makeRig(db);
    const { approve, told, consumer, asked } = await openMarket(rig);
    let isAway = true;
    const commit: Rig["store"]["commit"] = async (...given) => {
      if (isAway) throw new AppError("unavailable", "refused");
      return rig.store.commit(...given);
    };
    const worker = startIn(rig, { store: withCommit(rig.store, commit) });
    await approve();
    worker.wake();
    const waiting = await eventually("said why", async () => {
      const { delivery } = await getSubscription(consumer, asked);
      return delivery?.error ? delivery : undefined;
    });
    expect(waiting).toMatchObject({ state: "saved", error: expect.stringContaining("does not answer") });
    isAway = false;
    worker.wake();
    await eventually("written", async () => JSON.stringify(await told.application())?.includes("active"));
    expect(await told.application()).toMatchObject({ subscriptions: [{ state: "active" }] });
    await eventually("marked", async () => {
      const { delivery } = await getSubscription(consumer, asked);
      return delivery?.state === "written" && delivery.error === null;
    });
  });

  it("changes for all who have a plan, in few writes and with one receipt", async () => {
    const rig = await makeRig(db);
    const { version, plan, approve } = await openMarket(rig);
    await approve();
    const at = { ...version.at, id: plan.id };
    const team = await makeTeam(db);
    const many = Array.from({ length: 1_200 }, (_, n) => ({
      id: newId("app"),
      slug: `${team.slug}-${n}`,
      name: `many ${n}`,
      teamId: team.id,
      createdById: "x",
    }));
    await db.application.createMany({ data: many });
    await db.subscription.createMany({
      data: many.map(({ id }) => ({
        id: newId("sub"),
        applicationId: id,
        versionId: version.versionId,
        environmentId: rig.environment.id,
        planId: plan.id,
        state: "active" as const,
        requestedById: "x",
        requestedByName: "x",
      })),
    });
    let commits = 0;
    const commit: Rig["store"]["commit"] = async (...given) => {
      commits += 1;
      return rig.store.commit(...given);
    };
    const worker = startIn(rig, { store: withCommit(rig.store, commit) });
    await updatePlan(version.ctx, at, { etag: 1, rate: { requests: 7, per: "minute" } });
    worker.wake();
    const detail = await eventually("all written", async () => {
      const read = await getPlan(version.ctx, at);
      return read.deliveries[0]?.state === "written" && read;
    });
    expect(detail).toMatchObject({ subscribers: 1_201, deliveries: [{ environment: rig.environment.slug }] });
    expect(commits).toBeLessThan(10);
    const last = await documentAt(rig, `applications/${many.at(-1)?.id}`);
    expect(last?.body).toMatchObject({ subscriptions: [{ rateLimit: { requests: 7, windowMs: 60_000 } }] });
    await rig.store.putStatus(rig.environment.slug, statusOf("gw-1", await headOf(rig)), 60_000);
    await eventually("applied", async () => (await getPlan(version.ctx, at)).deliveries[0]?.applied === 1);
  });

  it("is restored to a store that was lost, and by a rebuild", async () => {
    const rig = await makeRig(db);
    const { approve, told, keyAt, consumer, untilSubscription } = await openMarket(rig);
    await approve();
    await revokeKey(consumer, keyAt);
    const worker = startIn(rig);
    worker.wake();
    await untilSubscription("no_gateway");
    const before = [await told.application(), await told.credential()];
    expect(before[1]).toMatchObject({ state: "revoked" });
    await worker.stop();

    const lost: Rig = { ...rig, store: memoryBackend().open() };
    const other = startIn(lost, { store: lost.store });
    const keys = async () =>
      (await lost.store.read(rig.environment.slug)).entries.filter(({ key }) => /^(app|cred)/.test(key));
    await eventually("restored", async () => (await keys()).length === 2);
    const again = await Promise.all((await keys()).map(({ key }) => documentAt(lost, key)));
    expect(again.map((document) => document?.body)).toEqual(expect.arrayContaining(before));

    const restored = Math.max(...(await keys()).map(({ storeRevision }) => storeRevision));
    await restoreStore(ctx(), { environmentId: rig.environment.id, versionIds: "all", reason: "test" });
    other.wake();
    await eventually("rebuilt", async () =>
      (await keys()).every(({ storeRevision }) => storeRevision > restored),
    );
  });
});
