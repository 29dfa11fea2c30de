import { describe, expect, it } from "vitest";
import { readOtherApis } from "#lib/catalogue";
import { newId } from "#lib/ids";
import { makePublishable, makeUser, testDatabase } from "#lib/testing";
import {
  adoptEnded,
  compileDeployment,
  countKnown,
  getPublication,
  listEnded,
  listFailingJobs,
  listWritten,
  markEgressWritten,
  markEndedWritten,
  markWritten,
  publish,
  readEgressBody,
  readPending,
  readPendingEnded,
  recordFailure,
  restoreStore,
} from "./index.ts";

const database = await testDatabase();
const { db, ctx } = database;
const slug = "production";
const environment = await db.environment.create({
  data: { id: newId("env"), slug, name: "Production", position: 1 },
  select: { id: true },
});
const environmentId = environment.id;

async function published() {
  const version = await makePublishable(database);
  const { id } = await publish(version.ctx, version.at, {
    action: "publish",
    environment: slug,
    note: "",
    draftEtag: 1,
  });
  const pending = (await readPending(db, environmentId, 100)).find((one) => one.publicationId === id);
  const compiled =
    pending &&
    compileDeployment(
      pending,
      await readOtherApis(db, { id: environmentId, slug }, []),
      "https://portal.test",
    );
  if (!compiled?.ok) throw new Error("it should compile");
  return { version, id, document: compiled.document };
}

describe("what only the worker does", () => {
  it("is refused to everyone else, administrators too", async () => {
    const admin = ctx(await makeUser(db, { role: "admin" }));
    const refused = { code: "forbidden" };
    const written = { environmentId, storeRevision: 1, documents: [], compiledAgoMs: 0, writtenAgoMs: 0 };
    await expect(markWritten(admin, written)).rejects.toMatchObject(refused);
    await expect(
      markEgressWritten(admin, { environmentId, storeRevision: 1, digest: "" }),
    ).rejects.toMatchObject(refused);
    await expect(listWritten(admin, environmentId)).rejects.toMatchObject(refused);
    await expect(countKnown(admin, [])).rejects.toMatchObject(refused);
    await expect(readEgressBody(admin, slug)).rejects.toMatchObject(refused);
    await expect(readPendingEnded(admin, environmentId, 1)).rejects.toMatchObject(refused);
    await expect(listEnded(admin, environmentId)).rejects.toMatchObject(refused);
    await expect(
      markEndedWritten(admin, { environmentId, storeRevision: 1, documents: [] }),
    ).rejects.toMatchObject(refused);
  });

  it("is rebuilding for administrators, and failing jobs theirs to see", async () => {
    const member = ctx(await makeUser(db));
    const restore = { environmentId, versionIds: "all", reason: "test" } as const;
    await expect(restoreStore(member, restore)).rejects.toMatchObject({ code: "forbidden" });
    await expect(adoptEnded(member, environmentId, [])).rejects.toMatchObject({ code: "forbidden" });
    const query = { page: 1, size: 20, sort: "updatedAt", dir: "desc", q: "" } as const;
    await expect(listFailingJobs(member, query)).rejects.toMatchObject({ code: "forbidden" });
  });
});

describe("markWritten", () => {
  it("keeps the first writing's times, and has a rebuilt store written again", async () => {
    const { version, id, document } = await published();
    const documents = [document];
    await markWritten(ctx(), {
      environmentId,
      storeRevision: 7,
      documents,
      compiledAgoMs: 0,
      writtenAgoMs: 0,
    });
    const first = await getPublication(version.ctx, { ...version.at, id });
    expect(first).toMatchObject({ state: "written", storeRevision: 7 });
    const restore = { environmentId, versionIds: [version.versionId], reason: "the store was lost" };
    expect(await restoreStore(ctx(await makeUser(db, { role: "admin" })), restore)).toBe(1);
    const again = await readPending(db, environmentId, 100);
    expect(again.map((one) => one.publicationId)).toContain(id);
    await markWritten(ctx(), {
      environmentId,
      storeRevision: 9,
      documents,
      compiledAgoMs: 0,
      writtenAgoMs: 0,
    });
    const second = await getPublication(version.ctx, { ...version.at, id });
    expect(second).toMatchObject({ state: "written", storeRevision: 7, writtenMs: first.writtenMs });
    const state = await db.environment.findUnique({
      where: { id: environmentId },
      select: { storeRevision: true },
    });
    expect(state?.storeRevision).toBe(9);
    expect((await listWritten(ctx(), environmentId)).map((one) => one.publicationId)).toContain(id);
    expect(await countKnown(ctx(), [id, "pub_unknown"])).toBe(1);
  });

  it("leaves what is to be written again pending, though it was being written just then", async () => {
    const { version, id, document } = await published();
    const restore = { environmentId, versionIds: [version.versionId], reason: "the store was lost" };
    await restoreStore(ctx(), restore);
    const of = { environmentId, storeRevision: 30, compiledAgoMs: 0, writtenAgoMs: 0 };
    await markWritten(ctx(), { ...of, documents: [document] });
    const again = (await readPending(db, environmentId, 100)).find((one) => one.publicationId === id);
    expect(again?.rewrites).toBe(document.rewrites + 1);
    await markWritten(ctx(), { ...of, documents: [{ ...document, rewrites: document.rewrites + 1 }] });
    const left = await readPending(db, environmentId, 100);
    expect(left.map((one) => one.publicationId)).not.toContain(id);
  });

  it("leaves what was asked for meanwhile pending", async () => {
    const { version, id, document } = await published();
    const newer = await publish(version.ctx, version.at, {
      action: "publish",
      environment: slug,
      note: "",
      draftEtag: 1,
    });
    await markWritten(ctx(), {
      environmentId,
      storeRevision: 20,
      documents: [document],
      compiledAgoMs: 0,
      writtenAgoMs: 0,
    });
    expect(await getPublication(version.ctx, { ...version.at, id })).toMatchObject({
      state: "written",
      storeRevision: 20,
    });
    expect(await getPublication(version.ctx, { ...version.at, id: newer.id })).toMatchObject({
      state: "saved",
    });
    expect((await readPending(db, environmentId, 100)).map((one) => one.publicationId)).toContain(newer.id);
  });
});

describe("recordFailure", () => {
  it("puts the next attempt further away each time, and takes it out of the queue until then", async () => {
    const { version, id } = await published();
    const failure = { versionId: version.versionId, environmentId, publicationId: id, error: "no room" };
    const waits = [];
    for (let attempt = 0; attempt < 3; attempt++) {
      await recordFailure(db, failure);
      const { nextAttemptAt } = await getPublication(version.ctx, { ...version.at, id });
      waits.push(Date.parse(nextAttemptAt ?? ""));
    }
    expect(waits).toEqual(waits.toSorted((a, b) => a - b));
    expect(new Set(waits).size).toBe(3);
    expect((await readPending(db, environmentId, 100)).map((one) => one.publicationId)).not.toContain(id);
  });
});
