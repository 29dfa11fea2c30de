import { expect, it } from "vitest";
import { newId } from "#lib/ids";
import { makePublishable, makeUser, testDatabase } from "#lib/testing";
import { markControlsWritten, pinTarget, publish, readPendingControls, restoreStore } from "./index.ts";

const database = await testDatabase();
const { db, ctx } = database;
const slug = "production";
const environment = await db.environment.create({
  data: { id: newId("env"), slug, name: "Production", position: 1 },
  select: { id: true },
});
const environmentId = environment.id;

const pendingOf = async (versionId: string) =>
  (await readPendingControls(db, environmentId, 100)).find((one) => one.versionId === versionId);

it("writes an order again that was being written just then", async () => {
  const version = await makePublishable(database);
  const { versionId } = version;
  await publish(version.ctx, version.at, { action: "publish", environment: slug, note: "", draftEtag: 1 });
  const onCall = ctx({ ...(await makeUser(db)), onCall: true });
  const pin = { action: "pin", environment: slug, reason: "wrong", etag: 0, target: "answer" } as const;
  await pinTarget(onCall, version.at, pin);
  const beingWritten = await pendingOf(versionId);
  if (!beingWritten) throw new Error("nothing is pending");
  await restoreStore(ctx(), { environmentId, versionIds: [], controlsOf: [versionId], reason: "test" });
  await markControlsWritten(ctx(), { environmentId, storeRevision: 40, documents: [beingWritten] });
  const again = await pendingOf(versionId);
  if (!again) throw new Error("it is lost");
  expect(again.rewrites).toBe(beingWritten.rewrites + 1);
  await markControlsWritten(ctx(), { environmentId, storeRevision: 41, documents: [again] });
  expect(await pendingOf(versionId)).toBeUndefined();
});
