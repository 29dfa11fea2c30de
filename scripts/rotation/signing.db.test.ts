import { expect, it } from "vitest";
import { deleteApi } from "#lib/catalogue";
import type { LauncherConfig } from "#lib/config";
import { unpublish } from "#lib/publishing";
import { loadSigningKey, loadVerifyKey, newSigningKeys } from "#lib/signing";
import { eventually, makePublishable, makeUser, temporaryFolder, testDatabase } from "#lib/testing";
import { makeRig, publishIn, startIn } from "../../worker/test-rig.ts";
import { changeSecrets, publicHalf, readKept } from "../launcher/secrets.ts";
import { rotateSigning } from "./signing.ts";

const database = await testDatabase();
const { db, ctx } = database;

it("drops the old key although an API was deleted, also one of which nothing was kept", async () => {
  const rig = await makeRig(db);
  const dataDir = temporaryFolder("rotation");
  const config = { dataDir, secrets: {} } as LauncherConfig;
  changeSecrets(dataDir, (kept) => {
    kept["SIGNING_KEY"] = newSigningKeys().privateKey;
  });
  const signingWith = () => {
    const kept = readKept(dataDir)["SIGNING_KEY"] ?? "";
    return { signingKey: loadSigningKey(kept), verifyKey: loadVerifyKey(publicHalf(kept)) };
  };
  const worker = startIn(rig, signingWith());
  const admin = ctx(await makeUser(db, { role: "admin" }));
  const environment = rig.environment.slug;
  const written = (at: object) =>
    eventually("written", async () => {
      worker.wake();
      return (await db.deployment.count({ where: { version: at, pending: true } })) === 0;
    });
  const deleted = async () => {
    const { versionId, ...version } = await makePublishable(database);
    await publishIn(rig, { versionId, ...version });
    await written({ id: versionId });
    await unpublish(version.ctx, version.at, { action: "unpublish", environment });
    await written({ id: versionId });
    await deleteApi(admin, version.at);
    return version.key;
  };
  const forgotten = await deleted();
  // As a version of the product left it that kept nothing.
  await db.endedDocument.deleteMany({ where: { storeKey: forgotten } });
  await deleted();

  const rotation = { config, db, store: rig.store };
  await rotateSigning(rotation);
  await rotateSigning(rotation);
  await worker.stop();
  startIn(rig, signingWith());
  expect(await rotateSigning(rotation)).toMatchObject({
    did: expect.stringContaining("the old key is dropped"),
  });
  expect(readKept(dataDir)["OTHER_SIGNING_PUBLIC_KEYS"]).toBeUndefined();
  expect(await db.endedDocument.count({ where: { storeKey: forgotten, pending: false } })).toBe(1);
});
