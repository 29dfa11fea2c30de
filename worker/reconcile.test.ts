import { describe, expect, it, onTestFinished } from "vitest";
import { AppError } from "#lib/errors";
import { getPublication, unpublish, type PublicationDto } from "#lib/publishing";
import type { Commit } from "#lib/store";
import { getLive } from "#lib/telemetry";
import { eventually, makePublishable, testDatabase } from "#lib/testing";
import { Reconciler } from "./reconciler.ts";
import { documentAt, makeRig, startIn, publishIn, withCommit, type Published, type Rig } from "./test-rig.ts";

const database = await testDatabase();
const { db } = database;

/** As the worker would be woken by the database. */
async function publishAndWake(
  rig: Rig,
  version: Published,
  worker: { wake(): void },
): Promise<PublicationDto> {
  const publication = await publishIn(rig, version);
  worker.wake();
  return publication;
}

function whenWritten(version: Published, id: string): Promise<PublicationDto> {
  return eventually("written", async () => {
    const publication = await getPublication(version.ctx, { ...version.at, id });
    return publication.state === "written" && publication;
  });
}

async function changeDraft(version: Published, body: string): Promise<void> {
  const policy = {
    apiVersion: "fallback/v1",
    id: "default",
    chain: [{ id: "answer", kind: "static", status: 200, body }],
  };
  await db.version.update({ where: { id: version.versionId }, data: { policy } });
}

describe("the reconcile loop", () => {
  it("writes a signed document, and a tombstone when it is unpublished", async () => {
    const rig = await makeRig(db);
    const version = await makePublishable(database);
    const worker = startIn(rig);
    const { id } = await publishAndWake(rig, version, worker);
    const written = await whenWritten(version, id);
    const document = await documentAt(rig, version.key);
    expect(document?.body).toMatchObject({ kind: "route", publicationId: id, revision: 1 });
    expect(document?.storeRevision).toBe(written.storeRevision);
    expect(written.writtenMs).toBeGreaterThanOrEqual(written.compiledMs ?? Number.NaN);

    const end = await unpublish(version.ctx, version.at, {
      action: "unpublish",
      environment: rig.environment.slug,
    });
    worker.wake();
    const ended = await whenWritten(version, end.id);
    expect((await documentAt(rig, version.key))?.body).toMatchObject({
      kind: "tombstone",
      publicationId: end.id,
    });
    expect(ended.storeRevision).toBeGreaterThan(written.storeRevision ?? Number.NaN);
  });

  it("knows where traffic belongs, though an answer under a condition comes first", async () => {
    const rig = await makeRig(db);
    const version = await makePublishable(database);
    const chain = [
      {
        id: "maintenance",
        kind: "static",
        status: 503,
        when: { header: [{ name: "x-maintenance", present: true }] },
      },
      { id: "answer", kind: "static", status: 200 },
    ];
    const policy = { apiVersion: "fallback/v1", id: "default", chain };
    await db.version.update({ where: { id: version.versionId }, data: { policy } });
    const { id } = await publishAndWake(rig, version, startIn(rig));
    await whenWritten(version, id);
    const { slug: environment } = rig.environment;
    expect((await getLive(version.ctx, version.at, { environment })).primary).toBe("answer");
  });

  it("lets one failing version block no other, and shows its error", async () => {
    const rig = await makeRig(db);
    const [broken, sound] = [await makePublishable(database), await makePublishable(database)];
    const failed = await publishIn(rig, broken);
    await db.revision.updateMany({ where: { versionId: broken.versionId }, data: { policy: { chain: [] } } });
    const worker = startIn(rig);
    const { id } = await publishAndWake(rig, sound, worker);
    await whenWritten(sound, id);
    const seen = await getPublication(broken.ctx, { ...broken.at, id: failed.id });
    expect(seen).toMatchObject({ state: "failed", attempts: 1, error: expect.stringMatching(/chain/) });
    expect(Date.parse(seen.nextAttemptAt ?? "")).toBeGreaterThan(Date.now() - 1000);
    expect(await documentAt(rig, broken.key)).toBeUndefined();
  });

  it("gives the blame for a refused write to its version alone", async () => {
    const rig = await makeRig(db);
    const [large, sound] = [await makePublishable(database), await makePublishable(database)];
    const store = withCommit(rig.store, (environment, commit) =>
      commit.puts.some((put) => put.key === large.key)
        ? Promise.reject(new AppError("too_large", "The document is too large."))
        : rig.store.commit(environment, commit),
    );
    const refused = await publishIn(rig, large);
    const { id } = await publishIn(rig, sound);
    startIn(rig, { store });
    await whenWritten(sound, id);
    const seen = await getPublication(large.ctx, { ...large.at, id: refused.id });
    expect(seen).toMatchObject({ state: "failed", error: "The document is too large." });
  });

  it("does not write twice what a crash left written and unmarked", async () => {
    const rig = await makeRig(db);
    const version = await makePublishable(database);
    const { id } = await publishIn(rig, version);
    // The commit arrives, and then nothing more is heard: what a crash between writing and marking leaves.
    const store = withCommit(rig.store, async (environment, commit) => {
      await rig.store.commit(environment, commit);
      throw new AppError("unavailable", "The store stopped answering.");
    });
    const context = { ...rig.context, store };
    const crashing = new Reconciler({ context, environment: rig.environment, written: () => {} });
    await expect(crashing.pass()).rejects.toThrow("stopped answering");
    const there = await documentAt(rig, version.key);
    expect(there?.body).toMatchObject({ publicationId: id });

    startIn(rig);
    const written = await whenWritten(version, id);
    expect(written.storeRevision).toBe(there?.storeRevision);
    expect((await documentAt(rig, version.key))?.storeRevision).toBe(there?.storeRevision);
  });

  it("keeps publications during a store outage and writes each once, in order, when the store returns", async () => {
    const rig = await makeRig(db);
    const commits: Commit[] = [];
    const store = withCommit(rig.store, async (environment, commit) => {
      await rig.store.commit(environment, commit);
      commits.push(commit);
    });
    const worker = startIn(rig, { store });
    const versions = [
      await makePublishable(database),
      await makePublishable(database),
      await makePublishable(database),
    ];
    await eventually("settled", () => commits.length === 1);
    rig.backend.outage();
    const asked: { version: Published; id: string }[] = [];
    for (const version of versions)
      asked.push({ version, id: (await publishAndWake(rig, version, worker)).id });
    const [first] = asked;
    if (!first) throw new Error("nothing was asked for");
    const waiting = await eventually("compiled and waiting", async () => {
      const publication = await getPublication(first.version.ctx, { ...first.version.at, id: first.id });
      return publication.state === "compiled" && publication;
    });
    expect(waiting.error).toMatch(/store does not answer/);
    const problem = await db.environment.findUnique({
      where: { id: rig.environment.id },
      select: { storeProblem: true },
    });
    expect(problem?.storeProblem).toMatch(/does not answer/);

    rig.backend.recover();
    const revisions = [];
    for (const { version, id } of asked) revisions.push((await whenWritten(version, id)).storeRevision);
    expect(revisions).toEqual([...revisions].sort((a, b) => Number(a) - Number(b)));
    const keys = commits
      .flatMap((commit) => commit.puts.map((put) => put.key))
      .filter((key) => key.startsWith("routes/"));
    expect(keys).toEqual(versions.map((version) => version.key));
    await eventually("no problem any more", async () => {
      const state = await db.environment.findUnique({
        where: { id: rig.environment.id },
        select: { storeProblem: true },
      });
      return state?.storeProblem === null;
    });
  });

  it("supersedes what was not written when something newer is wanted", async () => {
    const rig = await makeRig(db);
    const version = await makePublishable(database);
    const older = await publishIn(rig, version);
    await changeDraft(version, "newer");
    const newer = await publishIn(rig, version);
    startIn(rig);
    await whenWritten(version, newer.id);
    expect(await getPublication(version.ctx, { ...version.at, id: older.id })).toMatchObject({
      state: "superseded",
      storeRevision: null,
    });
    expect((await documentAt(rig, version.key))?.body).toMatchObject({
      publicationId: newer.id,
      revision: 2,
    });
  });

  it("fills a lost store again, above every revision it ever had", async () => {
    const rig = await makeRig(db);
    const [one, other] = [await makePublishable(database), await makePublishable(database)];
    const first = startIn(rig);
    const ids = [(await publishAndWake(rig, one, first)).id, (await publishAndWake(rig, other, first)).id];
    await whenWritten(one, ids[0] ?? "");
    const before = await whenWritten(other, ids[1] ?? "");
    await first.stop();
    rig.backend.wipe(rig.environment.slug);

    startIn(rig);
    await eventually(
      "both are back",
      async () => (await documentAt(rig, one.key)) && (await documentAt(rig, other.key)),
    );
    const snapshot = await rig.store.read(rig.environment.slug);
    for (const entry of snapshot.entries)
      expect(entry.storeRevision).toBeGreaterThan(before.storeRevision ?? Number.NaN);
    const after = await getPublication(other.ctx, { ...other.at, id: ids[1] ?? "" });
    expect(after).toMatchObject({
      state: "written",
      storeRevision: before.storeRevision,
      writtenMs: before.writtenMs,
    });
  });

  it("leaves a store alone that knows more than the database, and says so", async () => {
    const rig = await makeRig(db);
    const version = await makePublishable(database);
    const worker = startIn(rig);
    const { id } = await publishAndWake(rig, version, worker);
    await whenWritten(version, id);
    await worker.stop();
    // The database is set back: it has never heard of this publication.
    await db.deployment.deleteMany({ where: { versionId: version.versionId } });
    await db.publication.deleteMany({ where: { versionId: version.versionId } });
    await db.environment.update({ where: { id: rig.environment.id }, data: { storeRevision: 0 } });
    startIn(rig);
    await eventually("the problem is named", async () => {
      const state = await db.environment.findUnique({
        where: { id: rig.environment.id },
        select: { storeProblem: true },
      });
      return state?.storeProblem?.includes("store:rebuild");
    });
    expect((await documentAt(rig, version.key))?.body).toMatchObject({ publicationId: id });
  });

  it("agrees with the store after publications that race", async () => {
    const rig = await makeRig(db);
    const version = await makePublishable(database);
    const worker = startIn(rig);
    const results = await Promise.all(Array.from({ length: 8 }, () => publishAndWake(rig, version, worker)));
    const last = results.map((result) => result.id);
    const settled = await eventually("settled", async () => {
      const deployment = await db.deployment.findFirst({
        where: { versionId: version.versionId, pending: false },
      });
      return deployment ?? undefined;
    });
    expect(last).toContain(settled.writtenPublicationId);
    const document = await documentAt(rig, version.key);
    expect(document?.body).toMatchObject({ publicationId: settled.wantedPublicationId });
    expect(document?.storeRevision).toBe(settled.writtenStoreRevision);
    const states = await db.publication.groupBy({ by: ["state"], where: { versionId: version.versionId } });
    expect(
      states.map((row) => row.state).filter((state) => state !== "written" && state !== "superseded"),
    ).toEqual([]);
  });

  it("writes the egress settings, and again when they change", async () => {
    const rig = await makeRig(db);
    const worker = startIn(rig);
    onTestFinished(async () => void (await db.setting.deleteMany({ where: { key: "egress" } })));
    const first = await eventually("written", () => documentAt(rig, "settings/egress"));
    expect(first.body).toMatchObject({ kind: "egress", privateTargets: false });
    const value = { allow: [], deny: [], privateTargets: true, privateImports: false };
    await db.setting.create({ data: { key: "egress", value } });
    worker.wake();
    await eventually("written again", async () => {
      const document = await documentAt(rig, "settings/egress");
      return document?.body.kind === "egress" && document.body.privateTargets;
    });
  });
});
