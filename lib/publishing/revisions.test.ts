import { describe, expect, it } from "vitest";
import { readOtherApis } from "#lib/catalogue";
import { newId } from "#lib/ids";
import { makePublishable, makeUser, testDatabase } from "#lib/testing";
import {
  compileDeployment,
  listRevisions,
  previewDocument,
  promote,
  publish,
  readPending,
  requestPublication,
  rollBack,
  unpublish,
} from "./index.ts";
import type { PublicationDto } from "./schema.ts";

const database = await testDatabase();
const { db, ctx } = database;
type Version = Awaited<ReturnType<typeof makePublishable>>;

async function makeEnvironment(): Promise<{ id: string; slug: string }> {
  const slug = `env-${newId("x").slice(-6)}`;
  const data = { id: newId("env"), slug, name: slug, position: 1 };
  return db.environment.create({ data, select: { id: true, slug: true } });
}
const production = await makeEnvironment();
const sandbox = await makeEnvironment();
const draft = { action: "publish", environment: production.slug, note: "", draftEtag: 1 } as const;
const back = (revision: number, replaces: number | null) =>
  ({ action: "roll_back", environment: production.slug, revision, replaces, note: "" }) as const;
const up = (revision: number, replaces: number | null, environment = production.slug) =>
  ({ action: "promote", environment, revision, replaces }) as const;
const all = { page: 1, size: 20, dir: "desc", q: "", sort: "number" } as const;

async function edit({ versionId }: Version, name: string): Promise<void> {
  const routes = [{ hosts: [], pathPrefix: `/${versionId}-${name}`, methods: [], stripPrefix: true }];
  await db.version.update({ where: { id: versionId }, data: { routes } });
}

/** Two revisions, the second live in production. */
async function makeHistory(): Promise<Version> {
  const version = await makePublishable(database);
  await publish(version.ctx, version.at, draft);
  await edit(version, "b");
  await publish(version.ctx, version.at, draft);
  return version;
}

async function wantedOf({ versionId }: Version, environmentId = production.id) {
  const deployment = await db.deployment.findUnique({
    where: { versionId_environmentId: { versionId, environmentId } },
    select: { wantedPublicationId: true, wantedRevision: { select: { number: true } } },
  });
  return { id: deployment?.wantedPublicationId, number: deployment?.wantedRevision?.number ?? null };
}

/** What the worker would write to the store next for a version in production. */
async function toWrite({ versionId }: Version) {
  const pending = (await readPending(db, production.id, 1000)).find((one) => one.versionId === versionId);
  const others = await readOtherApis(db, production, []);
  const compiled = pending && compileDeployment(pending, others, "https://portal.test");
  if (!compiled?.ok) throw new Error("it should compile");
  return compiled.document.body;
}

describe("rolling back", () => {
  it("brings the content back as a new revision, leaves the draft as it is, and says so", async () => {
    const version = await makeHistory();
    const before = await db.version.findUniqueOrThrow({ where: { id: version.versionId } });
    const publication = await rollBack(version.ctx, version.at, { ...back(1, 2), note: "it failed" });
    expect(publication).toMatchObject({ revision: 3, note: "Roll back to revision 1: it failed" });
    const after = await db.version.findUniqueOrThrow({ where: { id: version.versionId } });
    expect([after.draftEtag, after.routes]).toEqual([before.draftEtag, before.routes]);
    const revisions = await listRevisions(version.ctx, version.at, all);
    expect(revisions).toMatchObject({
      total: 3,
      served: [{ environment: production.slug, revision: 3 }],
      mayRollBack: true,
      mayPromote: true,
      mayRestore: true,
    });
    const digestOf = (number: number) => revisions.items.find((one) => one.number === number)?.digest;
    expect(digestOf(3)).toBe(digestOf(1));
    expect(revisions.items[0]).toMatchObject({ rollsBackTo: 1, environments: [production.slug] });
    expect(await toWrite(version)).toMatchObject({
      revision: 3,
      match: [{ pathPrefix: `/${version.versionId}` }],
      operations: [{ method: "GET", path: "/items" }],
    });
    const audit = await db.auditEntry.findFirst({
      where: { action: "version.roll_back", objectId: version.versionId },
    });
    expect(audit).toMatchObject({ before: { revision: 2 }, after: { revision: 3, content: 1 } });
  });

  it("is refused where it makes no sense", async () => {
    const version = await makeHistory();
    const roll = (input: ReturnType<typeof back>) => rollBack(version.ctx, version.at, input);
    await expect(roll(back(1, 1))).rejects.toMatchObject({ code: "stale", details: { replaces: 2 } });
    await expect(roll(back(2, 2))).rejects.toMatchObject({ code: "conflict" });
    await expect(roll(back(9, 2))).rejects.toMatchObject({ code: "not_found" });
    await unpublish(version.ctx, version.at, { action: "unpublish", environment: production.slug });
    await expect(roll(back(1, null))).rejects.toMatchObject({ code: "conflict" });
    await db.version.update({ where: { id: version.versionId }, data: { stage: "retired" } });
    await expect(promote(version.ctx, version.at, up(1, null))).rejects.toMatchObject({ code: "conflict" });
    expect(await db.revision.count({ where: { versionId: version.versionId } })).toBe(2);
  });

  it("is for the team and for people on call, and hidden from those who may not see the API", async () => {
    const version = await makeHistory();
    const viewer = ctx(await makeUser(db, { teams: { [version.teamId]: "viewer" } }));
    const onCall = ctx({ ...(await makeUser(db)), onCall: true });
    await expect(rollBack(viewer, version.at, back(1, 2))).rejects.toMatchObject({ code: "forbidden" });
    await expect(promote(onCall, version.at, up(1, 2))).rejects.toMatchObject({ code: "forbidden" });
    expect(await listRevisions(viewer, version.at, all)).toMatchObject({
      mayRollBack: false,
      mayPromote: false,
    });
    expect(await rollBack(onCall, version.at, back(1, 2))).toMatchObject({ revision: 3 });
    await db.api.updateMany({ where: { slug: version.at.slug }, data: { visibility: "private" } });
    const stranger = ctx(await makeUser(db));
    for (const input of [back(2, 3), up(2, 3)])
      await expect(requestPublication(stranger, version.at, input)).rejects.toMatchObject({
        code: "not_found",
      });
  });

  it("is not undone by a publication that does not know of it", async () => {
    const version = await makeHistory();
    await rollBack(version.ctx, version.at, back(1, 2));
    await expect(publish(version.ctx, version.at, draft)).rejects.toMatchObject({
      code: "conflict",
      details: { replaces: 3 },
      message: expect.stringContaining("rolled back to revision 1") as string,
    });
    await expect(publish(version.ctx, version.at, { ...draft, replaces: 2 })).rejects.toMatchObject({
      code: "stale",
    });
    expect(await publish(version.ctx, version.at, { ...draft, replaces: 3 })).toMatchObject({ revision: 4 });
    expect(await publish(version.ctx, version.at, draft)).toMatchObject({ revision: 4 });
  });

  it("refuses what an older release kept and this one cannot compile, with the findings", async () => {
    const version = await makeHistory();
    const where = { versionId: version.versionId, number: 1 };
    await db.revision.updateMany({
      where,
      data: { policy: { apiVersion: "fallback/v1", id: "x", chain: [] } },
    });
    await expect(rollBack(version.ctx, version.at, back(1, 2))).rejects.toMatchObject({
      code: "unprocessable",
    });
    expect(await wantedOf(version)).toMatchObject({ number: 2 });
  });
});

describe("promoting", () => {
  it("publishes the same revision to another environment, after a preview of what changes there", async () => {
    const version = await makeHistory();
    await edit(version, "c");
    const to = { environment: sandbox.slug, revision: 1 };
    const preview = await previewDocument(version.ctx, version.at, to);
    expect(preview).toMatchObject({ before: null, replaces: null, after: { revision: 1 } });
    const backAgain = { environment: production.slug, revision: 1, action: "roll_back" } as const;
    expect(await previewDocument(version.ctx, version.at, backAgain)).toMatchObject({
      after: { revision: 3 },
    });
    expect(await promote(version.ctx, version.at, up(1, null, sandbox.slug))).toMatchObject({
      revision: 1,
      state: "saved",
    });
    expect(await wantedOf(version, sandbox.id)).toMatchObject({ number: 1 });
    expect(await wantedOf(version)).toMatchObject({ number: 2 });
    expect(await db.revision.count({ where: { versionId: version.versionId } })).toBe(2);
    const again = promote(version.ctx, version.at, up(1, 1, sandbox.slug));
    await expect(again).rejects.toMatchObject({ code: "conflict" });
    const unseen = promote(version.ctx, version.at, up(2, null, sandbox.slug));
    await expect(unseen).rejects.toMatchObject({ code: "stale", details: { replaces: 1 } });
    const came = { road: "promotion", promotedFrom: [production.slug] };
    expect(await promote(version.ctx, version.at, up(2, 1, sandbox.slug))).toMatchObject(came);
    const row = await db.version.findUniqueOrThrow({ where: { id: version.versionId } });
    expect(JSON.stringify(row.routes)).toContain("-c");
  });
});

describe("two who publish at the same moment", () => {
  const settle = async (asked: Promise<PublicationDto>[]) => {
    const settled = await Promise.allSettled(asked);
    return {
      won: settled.flatMap((one) => (one.status === "fulfilled" ? [one.value] : [])),
      lost: settled.flatMap((one) => (one.status === "rejected" ? [one.reason as { code: string }] : [])),
    };
  };

  it.each([
    ["a publication and a roll back", { ...draft, replaces: 2 }, back(1, 2)],
    ["a publication that looked at nothing and a roll back", draft, back(1, 2)],
    ["two roll backs", back(1, 2), back(1, 2)],
    ["a roll back and a promotion", back(1, 2), up(1, 2)],
  ])("%s: what is wanted is the winner's, and so is what is written", async (_name, one, other) => {
    for (const pair of [
      [one, other],
      [other, one],
    ]) {
      const version = await makeHistory();
      await edit(version, "c");
      const { won, lost } = await settle(
        pair.map((input) => requestPublication(version.ctx, version.at, input)),
      );
      expect([won.length, lost.length]).toEqual([1, 1]);
      expect(["stale", "conflict"]).toContain(lost[0]?.code);
      expect(await wantedOf(version)).toEqual({ id: won[0]?.id, number: won[0]?.revision });
      expect(await toWrite(version)).toMatchObject({ publicationId: won[0]?.id, revision: won[0]?.revision });
      expect(await db.publication.count({ where: { versionId: version.versionId, state: "saved" } })).toBe(1);
    }
  });

  it("a roll back and an unpublication: never a roll back of what is gone", async () => {
    const version = await makeHistory();
    const gone = { action: "unpublish", environment: production.slug } as const;
    await settle([
      requestPublication(version.ctx, version.at, gone),
      requestPublication(version.ctx, version.at, back(1, 2)),
    ]);
    expect(await wantedOf(version)).toMatchObject({ number: null });
  });
});
