import { describe, expect, it } from "vitest";
import { deleteApi } from "#lib/catalogue";
import {
  createApplication,
  createPlan,
  createTrialKey,
  getKey,
  subscribe,
  trimTrialKeys,
} from "#lib/consumers";
import { keySha256 } from "#lib/credentials";
import { newId } from "#lib/ids";
import { pinTarget, restoreStore, unpublish } from "#lib/publishing";
import { loadSigningKey, loadVerifyKey, newSigningKeys, verifyDocument } from "#lib/signing";
import { memoryBackend } from "#lib/store";
import {
  eventually,
  makeApi,
  makePublishable,
  makeTeam,
  makeUser,
  makeVersion,
  testDatabase,
} from "#lib/testing";
import { documentAt, makeRig, publishIn, startIn, type Published, type Rig } from "./test-rig.ts";

const database = await testDatabase();
const { db, ctx } = database;

/** When all that the database wants of the environment is in its store. */
async function untilWritten({ environment: { id } }: Rig): Promise<void> {
  const where = { environmentId: id, pending: true };
  await eventually("written", async () => {
    const left = [
      await db.environment.count({ where: { id, egressDigest: null } }),
      await db.deployment.count({ where }),
      await db.control.count({ where }),
      await db.accessDocument.count({ where }),
      await db.endedDocument.count({ where }),
    ];
    return left.every((count) => count === 0);
  });
}

/** A version that was pinned, unpublished, and deleted with its API. */
async function deletedIn(rig: Rig, worker: { wake(): void }): Promise<Published> {
  const version = await makePublishable(database);
  const environment = rig.environment.slug;
  await publishIn(rig, version);
  const onCall = ctx({ ...(await makeUser(db)), onCall: true });
  const pin = { action: "pin", environment, reason: "test", etag: 0, target: "answer" } as const;
  await pinTarget(onCall, version.at, pin);
  worker.wake();
  await untilWritten(rig);
  await unpublish(version.ctx, version.at, { action: "unpublish", environment });
  worker.wake();
  await untilWritten(rig);
  await deleteApi(ctx(await makeUser(db, { role: "admin" })), version.at);
  return version;
}

/** The store's key of a trial key that has ended and is forgotten. */
async function triedIn(rig: Rig, worker: { wake(): void }): Promise<string> {
  const version = await makePublishable(database);
  const environment = rig.environment.slug;
  await publishIn(rig, version);
  const plan = await createPlan(version.ctx, version.at, {
    name: "Gold",
    description: "",
    rate: { requests: 10, per: "second", burst: 20 },
    quota: null,
    approval: "automatic",
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
  const { slug: api, version: name } = version.at;
  const input = { api, version: name, environment, plan: plan.id, purpose: "" };
  await subscribe(consumer, application, input);
  const { versionId } = version;
  const { id, secret } = await createTrialKey(consumer, { application: slug, environment, versionId });
  worker.wake();
  await untilWritten(rig);
  expect(await trimTrialKeys({ ...ctx(), now: new Date(Date.now() + 25 * 3_600_000) })).toBe(1);
  await expect(getKey(consumer, { slug, id })).rejects.toMatchObject({ code: "not_found" });
  return `credentials/${keySha256(secret)}`;
}

const rebuild = (rig: Rig) =>
  restoreStore(ctx(), { environmentId: rig.environment.id, versionIds: "all", reason: "test" });

describe("what the store says of what is gone", () => {
  it("is signed anew with everything else", async () => {
    const rig = await makeRig(db);
    const first = startIn(rig);
    const version = await deletedIn(rig, first);
    const tried = await triedIn(rig, first);
    await first.stop();

    const keys = newSigningKeys();
    const verifyKey = loadVerifyKey(keys.publicKey);
    await rebuild(rig);
    startIn(rig, { signingKey: loadSigningKey(keys.privateKey), verifyKey });
    await untilWritten(rig);
    const { entries } = await rig.store.read(rig.environment.slug);
    const old = entries.filter(({ key, value }) => !verifyDocument({ key, text: value }, verifyKey).ok);
    expect(old.map(({ key }) => key)).toEqual([]);
    expect(entries.map(({ key }) => key)).toEqual(
      expect.arrayContaining([version.key, version.key.replace("routes/", "controls/"), tried]),
    );
  });

  it("is in a store again that was lost", async () => {
    const rig = await makeRig(db);
    const first = startIn(rig);
    const { key } = await deletedIn(rig, first);
    const keys = [key, key.replace("routes/", "controls/"), await triedIn(rig, first)];
    first.wake();
    await untilWritten(rig);
    const bodiesIn = async (of: Rig) =>
      (await Promise.all(keys.map((one) => documentAt(of, one)))).map((document) => document?.body);
    const before = await bodiesIn(rig);
    expect(before).toMatchObject([
      { kind: "tombstone" },
      { kind: "controls", controls: {} },
      { kind: "credential", notAfterMs: expect.any(Number) },
    ]);
    await first.stop();

    const lost: Rig = { ...rig, store: memoryBackend().open() };
    startIn(lost, { store: lost.store });
    await eventually("restored", async () => (await bodiesIn(lost)).every((body) => body !== undefined));
    expect(await bodiesIn(lost)).toEqual(before);
  });

  it("makes way for a new API of the same name", async () => {
    const rig = await makeRig(db);
    const worker = startIn(rig);
    const gone = await deletedIn(rig, worker);
    const team = await makeTeam(db);
    const actor = await makeUser(db, { teams: { [team.id]: "maintainer" } });
    const api = await makeApi(db, { slug: gone.at.slug, teamId: team.id, createdById: actor.id });
    const { id: versionId } = await makeVersion(db, { apiId: api.id });
    await publishIn(rig, { ...gone, ctx: ctx(actor), versionId });
    await rebuild(rig);
    worker.wake();
    await untilWritten(rig);
    const isRoute = async () =>
      expect((await documentAt(rig, gone.key))?.body).toMatchObject({
        kind: "route",
        version: { id: versionId },
      });
    await isRoute();
    await rebuild(rig);
    worker.wake();
    await untilWritten(rig);
    await isRoute();
    expect(await db.endedDocument.count({ where: { storeKey: gone.key } })).toBe(0);
  });
});
