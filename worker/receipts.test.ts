import { describe, expect, it } from "vitest";
import { getPublication, type PublicationDto } from "#lib/publishing";
import { eventually, makePublishable, testDatabase } from "#lib/testing";
import { makeRig, publishIn, startIn, statusOf, type Published } from "./test-rig.ts";

const database = await testDatabase();
const { db } = database;

function whenWritten(version: Published, id: string): Promise<PublicationDto> {
  return eventually("written", async () => {
    const publication = await getPublication(version.ctx, { ...version.at, id });
    return publication.state === "written" && publication;
  });
}

describe("receipts", () => {
  it("turns statuses into receipts: applied, refused with the reason, and who is missing", async () => {
    const rig = await makeRig(db);
    const version = await makePublishable(database);
    const worker = startIn(rig);
    const slug = rig.environment.slug;
    for (const node of ["gw-1", "gw-2", "gw-3"]) await rig.store.putStatus(slug, statusOf(node, 0), 60_000);
    await eventually(
      "gateways known",
      async () => (await db.gateway.count({ where: { environmentId: rig.environment.id } })) === 3,
    );
    await rig.store.removeStatus(slug, "gw-3");
    const { id } = await publishIn(rig, version);
    worker.wake();
    const { storeRevision } = await whenWritten(version, id);
    const revision = storeRevision ?? Number.NaN;
    await rig.store.putStatus(slug, statusOf("gw-1", revision), 60_000);
    const rejects = [
      { key: version.key, storeRevision: revision, reason: "the signature is not the portal's" },
    ];
    await rig.store.putStatus(slug, statusOf("gw-2", revision, { rejects }), 60_000);
    const seen = await eventually("receipts", async () => {
      const publication = await getPublication(version.ctx, { ...version.at, id });
      return publication.receipts.length === 2 && publication.notConnected.length === 1 && publication;
    });
    expect(seen).toMatchObject({
      expected: 2,
      applied: 1,
      rejected: 1,
      waiting: [],
      notConnected: ["gw-3"],
      appliedMs: null,
    });
    expect(seen.receipts.find((one) => one.node === "gw-2")).toMatchObject({
      rejected: true,
      reason: "the signature is not the portal's",
    });

    await rig.store.putStatus(slug, statusOf("gw-2", revision), 60_000);
    await rig.store.putStatus(
      slug,
      statusOf("gw-2", revision, { startedAt: "2026-11-22T11:00:00.000Z" }),
      60_000,
    );
    const healed = await eventually("the refusal is withdrawn", async () => {
      const publication = await getPublication(version.ctx, { ...version.at, id });
      return publication.rejected === 0 && publication;
    });
    expect(healed.appliedMs).toBeGreaterThanOrEqual(0);
  });

  it("come late when the database was away, and are not lost", async () => {
    const rig = await makeRig(db);
    const version = await makePublishable(database);
    let away = false;
    const unsteady = new Proxy(db, {
      get: (target, name) => {
        if (away && name === "$executeRaw") return () => Promise.reject(new Error("the database is away"));
        return Reflect.get(target, name);
      },
    });
    const worker = startIn(rig, { db: unsteady });
    const { id } = await publishIn(rig, version);
    worker.wake();
    const { storeRevision } = await whenWritten(version, id);
    away = true;
    await rig.store.putStatus(rig.environment.slug, statusOf("gw-1", storeRevision ?? 0), 60_000);
    expect(await db.receipt.count({ where: { publicationId: id } })).toBe(0);
    away = false;
    await eventually(
      "the receipt",
      async () => (await db.receipt.count({ where: { publicationId: id } })) === 1,
    );
  });

  it("are given by nodes that join later, marked as such", async () => {
    const rig = await makeRig(db);
    const version = await makePublishable(database);
    const worker = startIn(rig);
    const { id } = await publishIn(rig, version);
    worker.wake();
    const { storeRevision } = await whenWritten(version, id);
    const startedAt = new Date(Date.now() + 60_000).toISOString();
    await rig.store.putStatus(
      rig.environment.slug,
      statusOf("gw-new", (storeRevision ?? 0) + 5, { startedAt }),
      60_000,
    );
    const seen = await eventually("the receipt", async () => {
      const publication = await getPublication(version.ctx, { ...version.at, id });
      return publication.applied === 1 && publication;
    });
    expect(seen.receipts).toMatchObject([{ node: "gw-new", joinedLater: true }]);
  });
});
