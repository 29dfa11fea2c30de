import { describe, expect, it } from "vitest";
import { AppError } from "#lib/errors";
import { getOrder, pinTarget, restoreStore, unpublish, type OrderDto } from "#lib/publishing";
import { memoryBackend } from "#lib/store";
import { eventually, makePublishable, makeUser, testDatabase } from "#lib/testing";
import { documentAt, makeRig, publishIn, startIn, statusOf, withCommit, type Rig } from "./test-rig.ts";

const database = await testDatabase();
const { db, ctx } = database;

/** A published version, and what people on call order for it. */
async function served(rig: Rig) {
  const version = await makePublishable(database);
  await publishIn(rig, version);
  const onCall = ctx({ ...(await makeUser(db)), onCall: true });
  const environment = rig.environment.slug;
  const pin = (etag: number, until?: string) =>
    pinTarget(onCall, version.at, {
      action: "pin",
      environment,
      etag,
      target: "answer",
      reason: "test",
      ...(until === undefined ? {} : { until }),
    });
  const key = `controls/${version.at.slug}/v1`;
  const controls = async () => {
    const { body } = (await documentAt(rig, key)) ?? {};
    return body?.kind === "controls" ? body.controls : undefined;
  };
  const orderOf = (id: string) => getOrder(onCall, { ...version.at, id });
  const until = (what: string, id: string, holds: (order: OrderDto) => boolean) =>
    eventually(what, async () => {
      const order = await orderOf(id);
      return holds(order) && order;
    });
  return { version, pin, key, controls, orderOf, until, environment };
}

/** Copies of one publication that waits: a long queue, at once. */
async function publishMany(rig: Rig, count: number): Promise<void> {
  const version = await makePublishable(database);
  const { id: publicationId } = await publishIn(rig, version);
  const { versionId } = version;
  await db.$executeRaw`
    INSERT INTO "Version" SELECT (jsonb_populate_record(v, jsonb_build_object('id', v."id" || n, 'name', 'n' || n))).*
    FROM "Version" v, generate_series(2, ${count}::int) n WHERE v."id" = ${versionId}`;
  await db.$executeRaw`
    INSERT INTO "Publication"
    SELECT (jsonb_populate_record(p, jsonb_build_object('id', p."id" || n, 'versionId', p."versionId" || n))).*
    FROM "Publication" p, generate_series(2, ${count}::int) n WHERE p."id" = ${publicationId}`;
  await db.$executeRaw`
    INSERT INTO "Deployment" SELECT (jsonb_populate_record(d,
      jsonb_build_object('versionId', d."versionId" || n, 'wantedPublicationId', d."wantedPublicationId" || n))).*
    FROM "Deployment" d, generate_series(2, ${count}::int) n WHERE d."versionId" = ${versionId}`;
}

const isWritten = ({ state }: OrderDto) => state === "written";

describe("orders of people on call", () => {
  it("are written, signed, and acknowledged by each gateway", async () => {
    const rig = await makeRig(db);
    const { pin, key, controls, until } = await served(rig);
    const worker = startIn(rig);
    const { slug } = rig.environment;
    for (const node of ["gw-1", "gw-2"]) await rig.store.putStatus(slug, statusOf(node, 0), 60_000);
    const { id } = await pin(0);
    worker.wake();
    const { storeRevision } = await until("written", id, isWritten);
    const revision = storeRevision ?? Number.NaN;
    expect(await controls()).toEqual({ pin: "answer" });
    await rig.store.putStatus(slug, statusOf("gw-1", revision), 60_000);
    const rejects = [{ key, storeRevision: revision, reason: "no such target" }];
    await rig.store.putStatus(slug, statusOf("gw-2", revision, { rejects }), 60_000);
    const seen = await until("answered", id, ({ receipts }) => receipts.length === 2);
    expect(seen).toMatchObject({ expected: 2, applied: 1, rejected: 1, waiting: [], appliedMs: null });
    const startedAt = "2026-11-22T11:00:00.000Z";
    await rig.store.putStatus(slug, statusOf("gw-2", revision, { startedAt }), 60_000);
    const healed = await until("applied", id, ({ appliedMs }) => appliedMs !== null);
    expect(healed).toMatchObject({ applied: 2, rejected: 0, error: null });
  });

  it("wait for a store that is away, and say so", async () => {
    const rig = await makeRig(db);
    const { pin, controls, until } = await served(rig);
    let isAway = false;
    const commit: Rig["store"]["commit"] = async (...given) => {
      if (isAway) throw new AppError("unavailable", "refused");
      return rig.store.commit(...given);
    };
    const first = startIn(rig, { store: withCommit(rig.store, commit) });
    const before = await pin(0);
    first.wake();
    await until("written", before.id, isWritten);
    isAway = true;
    const { id } = await pin(1);
    first.wake();
    const waiting = await until("said why", id, ({ error }) => error !== null);
    expect(waiting).toMatchObject({ state: "saved", error: expect.stringContaining("does not answer") });
    isAway = false;
    first.wake();
    expect(await until("written", id, isWritten)).toMatchObject({ error: null });
    expect(await controls()).toEqual({ pin: "answer" });
  });

  it("end in the store when their time has come, and with the version's unpublication", async () => {
    const rig = await makeRig(db);
    const { version, pin, controls, until, environment } = await served(rig);
    const worker = startIn(rig);
    const short = await pin(0, new Date(Date.now() + 1_500).toISOString());
    worker.wake();
    await until("written", short.id, isWritten);
    expect(await controls()).toEqual({ pin: "answer" });
    await eventually("expired", async () => {
      worker.wake();
      return JSON.stringify(await controls()) === "{}";
    });
    const { id } = await pin(2);
    worker.wake();
    await until("written", id, isWritten);
    await unpublish(version.ctx, version.at, { action: "unpublish", environment });
    worker.wake();
    await eventually("ended", async () => JSON.stringify(await controls()) === "{}");
  });

  it("do not wait for a long queue of publications, but for the one that they come with", async () => {
    const rig = await makeRig(db);
    const [calm, gone] = [await served(rig), await served(rig)];
    const first = startIn(rig);
    const before = await gone.pin(0);
    first.wake();
    await gone.until("written", before.id, isWritten);
    await first.stop();
    await publishMany(rig, 110);
    await unpublish(gone.version.ctx, gone.version.at, {
      action: "unpublish",
      environment: gone.environment,
    });
    const commits: string[][] = [];
    let order: OrderDto | undefined;
    const commit: Rig["store"]["commit"] = async (environment, given) => {
      await rig.store.commit(environment, given);
      commits.push(given.puts.map(({ key }) => key));
      order ??= await calm.pin(0);
    };
    startIn(rig, { store: withCommit(rig.store, commit) });
    const written = (key: string) => commits.findIndex((keys) => keys.includes(key));
    await eventually("all written", () => Promise.resolve(written(gone.key) >= 0 && written(calm.key) >= 0));
    expect(commits[0]).toHaveLength(100);
    expect(written(calm.key)).toBe(1);
    expect(written(gone.key)).toBeGreaterThan(written(gone.version.key));
    expect(written(gone.version.key)).toBeGreaterThan(1);
  });

  it("are restored to a store that was lost, and by a rebuild", async () => {
    const rig = await makeRig(db);
    const { pin, key, until } = await served(rig);
    const worker = startIn(rig);
    const { id } = await pin(0);
    worker.wake();
    const { storeRevision } = await until("written", id, isWritten);
    await worker.stop();

    const lost: Rig = { ...rig, store: memoryBackend().open() };
    const other = startIn(lost, { store: lost.store });
    const revisionOf = async () => (await documentAt(lost, key))?.storeRevision ?? 0;
    await eventually("restored", async () => (await revisionOf()) > (storeRevision ?? Number.NaN));
    expect((await documentAt(lost, key))?.body).toMatchObject({ controls: { pin: "answer" } });

    const restored = await revisionOf();
    await restoreStore(ctx(), { environmentId: rig.environment.id, versionIds: "all", reason: "test" });
    other.wake();
    await eventually("rebuilt", async () => (await revisionOf()) > restored);
    expect((await documentAt(lost, key))?.body).toMatchObject({ controls: { pin: "answer" } });
    expect(await until("still written", id, isWritten)).toMatchObject({ storeRevision });
  });
});
