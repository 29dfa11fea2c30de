import { describe, expect, it } from "vitest";
import type { Stage } from "#lib/db";
import { makePublishable, makeUser, makeVersion, testDatabase } from "#lib/testing";
import { getApi, listApis, setDefaultVersion } from "./index.ts";
import { ApiList } from "./schema.ts";

const database = await testDatabase();
const { db, ctx } = database;

/** An API with versions in these stages, v1 the oldest. */
async function makeApiWith(...stages: Stage[]) {
  const { versionId, teamId, at, ctx: own } = await makePublishable(database);
  const { apiId } = await db.version.findUniqueOrThrow({ where: { id: versionId }, select: { apiId: true } });
  for (const [index, stage] of stages.entries()) {
    const name = `v${index + 1}`;
    const id = index === 0 ? versionId : (await makeVersion(db, { apiId, name })).id;
    const createdAt = new Date(Date.UTC(2026, 0, index + 1));
    await db.version.update({ where: { id }, data: { stage, createdAt } });
  }
  return { slug: at.slug, teamId, ctx: own };
}

describe("the default version", () => {
  it.each<[Stage[], string]>([
    [["design"], "v1"],
    [["design", "design"], "v2"],
    [["published", "design"], "v1"],
    [["published", "published"], "v2"],
    [["published", "deprecated"], "v1"],
    [["deprecated", "design"], "v1"],
    [["retired", "design"], "v2"],
    [["retired", "retired"], "v2"],
  ])("of versions in %j is %s, while nobody chose one", async (stages, name) => {
    const api = await makeApiWith(...stages);
    const found = await getApi(api.ctx, { slug: api.slug });
    expect(found).toMatchObject({ defaultVersion: { name }, isDefaultChosen: false });
    const listed = await listApis(api.ctx, ApiList.api.parse({ q: api.slug }));
    expect(listed.items.find(({ slug }) => slug === api.slug)?.defaultVersion?.name).toBe(name);
  });

  it("is the chosen one until it is retired or chosen no longer", async () => {
    const api = await makeApiWith("deprecated", "published");
    const set = (version: string | null) => setDefaultVersion(api.ctx, { slug: api.slug }, { version });
    expect(await set("v1")).toMatchObject({ defaultVersion: { name: "v1" }, isDefaultChosen: true });
    await db.version.updateMany({
      where: { name: "v1", api: { slug: api.slug } },
      data: { stage: "retired" },
    });
    expect(await getApi(api.ctx, { slug: api.slug })).toMatchObject({
      defaultVersion: { name: "v2" },
      isDefaultChosen: false,
    });
    expect(await set("v2")).toMatchObject({ isDefaultChosen: true });
    expect(await set(null)).toMatchObject({ defaultVersion: { name: "v2" }, isDefaultChosen: false });
    const audit = await db.auditEntry.findFirst({
      where: { action: "api.set_default_version" },
      orderBy: { id: "desc" },
    });
    expect(audit).toMatchObject({ before: { version: "v2" }, after: { version: null } });
  });

  it("is one that is served, and chosen by the API's maintainers", async () => {
    const api = await makeApiWith("design", "published", "retired");
    const set = (version: string, as = api.ctx) => setDefaultVersion(as, { slug: api.slug }, { version });
    for (const name of ["v1", "v3", "v9"])
      await expect(set(name)).rejects.toMatchObject({ code: "invalid", issues: [{ path: ["version"] }] });
    const viewer = ctx(await makeUser(db, { teams: { [api.teamId]: "viewer" } }));
    await expect(set("v2", viewer)).rejects.toMatchObject({ code: "forbidden" });
    await db.api.updateMany({ where: { slug: api.slug }, data: { visibility: "private" } });
    await expect(set("v2", ctx(await makeUser(db)))).rejects.toMatchObject({ code: "not_found" });
  });
});
