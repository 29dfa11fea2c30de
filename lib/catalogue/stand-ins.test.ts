import { describe, expect, test } from "vitest";
import { newId, sha256Hex } from "#lib/ids";
import { loadSealingKey, newSealingKey } from "#lib/signing";
import { testDatabase } from "#lib/testing";
import { compareStandIns, STAND_IN_TASK } from "./compare-stand-ins.ts";
import { getDraft } from "./get-draft.ts";
import { saveDraft } from "./save-draft.ts";
import { SaveDraft } from "./schema.ts";

import { makePeople, register } from "./test-rows.ts";

const database = await testDatabase();
const { db, ctx } = database;
const { team, maintainer, admin } = await makePeople(database);
const sealingKey = loadSealingKey(newSealingKey());

const responses = { 200: { description: "fine" } };
const document = (...paths: string[]) =>
  JSON.stringify({
    openapi: "3.1.0",
    info: { title: "T", version: "1" },
    paths: Object.fromEntries(paths.map((path) => [path, { get: { responses } }])),
  });

let count = 0;
async function apiWith(text: string, of: { visibility?: "private"; team?: string } = {}) {
  const at = await register(database, { team: team.slug, slug: `stand-in-${++count}`, ...of });
  await db.version.updateMany({
    where: { api: { slug: at.slug } },
    data: { documentText: text, documentDigest: sha256Hex(text) },
  });
  return at;
}

/** A version whose chain has another API after its primary. */
async function chained(primary: string, fallback: string) {
  const [outer, inner] = [await apiWith(primary), await apiWith(fallback)];
  const { etag, routes, policy, bindings } = await getDraft(ctx(admin), outer);
  const target = {
    id: "other",
    kind: "api",
    apiId: inner.slug,
    version: inner.version,
    entry: "full_policy",
  };
  const chain = [...policy.chain.slice(0, 1), target];
  const draft = SaveDraft.parse({ etag, routes, policy: { ...policy, chain }, bindings });
  await saveDraft(ctx(maintainer), outer, { draft, sealingKey });
  return { outer, inner };
}

async function mismatches(at: { slug: string; version: string }) {
  const { findings } = await getDraft(ctx(maintainer), at);
  return findings.filter(({ code }) => code === "contract-mismatch");
}

async function standIns(at: { slug: string; version: string }) {
  return (await getDraft(ctx(maintainer), at)).standIns;
}

/** What publishing leaves in the database, without the rest of it. */
async function publish(at: { slug: string }, text: string) {
  const { id: versionId } = await db.version.findFirstOrThrow({ where: { api: { slug: at.slug } } });
  const { id: environmentId } = await db.environment.findFirstOrThrow();
  const link = { versionId, environmentId };
  const documentDigest = sha256Hex(text);
  const content = { documentText: text, documentDigest, digest: "x", routes: [], policy: {}, bindings: {} };
  const revision = await db.revision.create({
    data: { id: newId("rev"), versionId, number: 1, ...content, createdById: "t" },
  });
  const publication = await db.publication.create({
    data: { id: newId("pub"), ...link, revisionId: revision.id, action: "publish", requestedById: "t" },
  });
  await db.deployment.create({
    data: { ...link, wantedRevisionId: revision.id, wantedPublicationId: publication.id },
  });
}

describe("a fallback that is another API", () => {
  test("is compared by the worker once its chain was saved, and told where it cannot stand in", async () => {
    const { outer, inner } = await chained(document("/a", "/b"), document("/a"));
    expect(await mismatches(outer)).toEqual([]);
    const jobs = await db.$queryRaw<{ key: string }[]>`
      SELECT key FROM graphile_worker.jobs WHERE key = ${STAND_IN_TASK}`;
    expect(jobs).toHaveLength(1);
    expect(await compareStandIns(ctx())).toBe(1);
    expect(await mismatches(outer)).toEqual([
      {
        severity: "warning",
        code: "contract-mismatch",
        path: ["chain", 1],
        message: expect.stringContaining(
          `${inner.slug} v1 can stand in only in part (degraded). It has 1 of 2 operations. GET /b:`,
        ) as string,
      },
    ]);
  });

  test("that covers everything is no finding, and nothing is compared twice", async () => {
    const { outer } = await chained(document("/c"), document("/c", "/d"));
    expect(await compareStandIns(ctx())).toBe(1);
    expect(await compareStandIns(ctx())).toBe(0);
    expect(await mismatches(outer)).toEqual([]);
  });

  test("with another document is compared anew, and the old result is forgotten", async () => {
    const { outer, inner } = await chained(document("/e"), document("/e", "/f"));
    await compareStandIns(ctx());
    const text = document("/g");
    await db.version.updateMany({
      where: { api: { slug: inner.slug } },
      data: { documentText: text, documentDigest: sha256Hex(text) },
    });
    await compareStandIns(ctx());
    expect(await mismatches(outer)).toMatchObject([
      { message: expect.stringContaining("cannot stand in") as string },
    ]);
    await compareStandIns({ ...ctx(), now: new Date(ctx().now.getTime() + 8 * 86_400_000) });
    expect(await db.standInResult.count({ where: { primaryDigest: sha256Hex(document("/e")) } })).toBe(1);
  });

  test("is judged by what is published of it, and by its draft while nothing is", async () => {
    const { outer, inner } = await chained(document("/p", "/q"), document("/p"));
    expect(await standIns(outer)).toMatchObject([{ target: "other", verdict: "pending", revision: null }]);
    await compareStandIns(ctx());
    expect(await standIns(outer)).toEqual([
      {
        target: "other",
        api: `${inner.slug} v1`,
        revision: null,
        verdict: "degraded",
        covered: 1,
        operations: 2,
        reasons: [
          { verdict: "degraded", operation: "GET /q", message: expect.stringContaining("GET /q") as string },
        ],
        reasonCount: 1,
      },
    ]);
    await publish(inner, document("/p", "/q"));
    expect(await standIns(outer)).toMatchObject([{ verdict: "pending", revision: 1 }]);
    expect(await compareStandIns(ctx())).toBe(1);
    expect(await standIns(outer)).toMatchObject([{ verdict: "compatible", revision: 1, reasons: [] }]);
    expect(await mismatches(outer)).toEqual([]);
  });

  test("whose document cannot be read is unknown: no finding", async () => {
    const { outer } = await chained(document("/h"), "no document at all");
    expect(await compareStandIns(ctx())).toBe(1);
    expect(await mismatches(outer)).toEqual([]);
  });

  test("tells nothing of its document to those who may not see it", async () => {
    const { outer, inner } = await chained(document("/i"), document("/secret"));
    await compareStandIns(ctx());
    await db.api.updateMany({
      where: { slug: inner.slug },
      data: { visibility: "private", teamId: (await stranger()).id },
    });
    expect(await mismatches(outer)).toMatchObject([
      { message: "An API that you cannot see cannot stand in (incompatible)." },
    ]);
    expect(await standIns(outer)).toEqual([
      {
        target: "other",
        api: null,
        revision: null,
        verdict: "incompatible",
        covered: null,
        operations: null,
        reasons: [],
        reasonCount: 0,
      },
    ]);
  });
});

async function stranger() {
  return db.team.findFirstOrThrow({ where: { slug: { not: team.slug } }, select: { id: true } });
}
