import { describe, expect, it } from "vitest";
import { makePublishable, makeUser, testDatabase } from "#lib/testing";
import { newId } from "#lib/ids";
import { DESCRIBE_TASK, describeRevisions, listChangelog, publish } from "./index.ts";
import { ChangelogList } from "./schema.ts";

const database = await testDatabase();
const { db, ctx } = database;
const environment = await db.environment.create({
  data: { id: newId("env"), slug: "production", name: "Production", position: 1 },
  select: { id: true, slug: true },
});
const first = { action: "publish", environment: environment.slug, note: "", draftEtag: 1 } as const;
const query = ChangelogList.api.parse({});

const get = { get: { responses: { "200": { description: "fine" } } } };
const document = (...paths: string[]) =>
  JSON.stringify({
    openapi: "3.1.0",
    info: { title: "Test", version: "1" },
    paths: Object.fromEntries(paths.map((path) => [path, get])),
  });
const setDocument = (id: string, documentText: string) =>
  db.version.update({ where: { id }, data: { documentText, documentDigest: newId("x") } });

/** Three revisions: /a; then /a and /b; then /b alone, at another address. */
async function makeHistory() {
  const version = await makePublishable(database);
  await setDocument(version.versionId, document("/a"));
  await publish(version.ctx, version.at, first);
  await setDocument(version.versionId, document("/a", "/b"));
  await publish(version.ctx, version.at, { ...first, note: "Adds /b" });
  const routes = [{ hosts: [], pathPrefix: `/${version.versionId}-b`, methods: [], stripPrefix: true }];
  await db.version.update({ where: { id: version.versionId }, data: { routes } });
  await setDocument(version.versionId, document("/b"));
  await publish(version.ctx, version.at, first);
  return version;
}

describe("the changelog", () => {
  it("tells of every revision what it changed for consumers, once the worker has compared it", async () => {
    const version = await makeHistory();
    const before = await listChangelog(version.ctx, version.at, query);
    expect(before.items.map(({ number, contract }) => [number, contract])).toEqual([
      [3, null],
      [2, null],
      [1, null],
    ]);
    const jobs = await db.$queryRaw<object[]>`
      SELECT 1 FROM graphile_worker.jobs WHERE key = ${DESCRIBE_TASK}`;
    expect(jobs).toHaveLength(1);

    expect(await describeRevisions(ctx())).toBe(2);
    expect(await describeRevisions(ctx())).toBe(0);
    const { items, total } = await listChangelog(version.ctx, version.at, query);
    expect(total).toBe(3);
    expect(items).toMatchObject([
      {
        number: 3,
        isFirst: false,
        environments: ["production"],
        contract: { verdict: "breaking", groups: [{ total: 1, changes: [{ path: "/a" }] }] },
        served: ["routes"],
      },
      {
        number: 2,
        note: "Adds /b",
        environments: [],
        contract: { verdict: "safe", groups: [{ verdict: "safe", total: 1, changes: [{ path: "/b" }] }] },
        served: [],
      },
      { number: 1, isFirst: true, contract: null },
    ]);
  });

  it("says where a document cannot be read, and goes on with the others", async () => {
    const version = await makeHistory();
    await setDocument(version.versionId, "{");
    const other = await makeHistory();
    await db.revision.updateMany({
      where: { versionId: version.versionId, number: 2 },
      data: { documentText: "{" },
    });
    expect(await describeRevisions(ctx())).toBe(4);
    const [newest] = (await listChangelog(version.ctx, version.at, query)).items;
    expect(newest?.contract).toMatchObject({ verdict: null, groups: [] });
    expect(newest?.contract?.problem).toContain("cannot be read");
    const [theirs] = (await listChangelog(other.ctx, other.at, query)).items;
    expect(theirs?.contract?.verdict).toBe("breaking");
  });

  it("pages, and is hidden from those who may not see the API", async () => {
    const version = await makeHistory();
    const second = await listChangelog(version.ctx, version.at, { ...query, page: 2, size: 1 });
    expect(second.items.map(({ number }) => number)).toEqual([2]);
    await db.api.updateMany({ where: { slug: version.at.slug }, data: { visibility: "private" } });
    await expect(listChangelog(ctx(await makeUser(db)), version.at, query)).rejects.toMatchObject({
      code: "not_found",
    });
  });
});
