import { describe, expect, it } from "vitest";
import { may, type Actor } from "#lib/access";
import { newId } from "#lib/ids";
import { judgementsOf, testDatabase } from "#lib/testing";
import { deleteApi } from "./delete-api.ts";
import { getApi } from "./get-api.ts";
import { getVersion } from "./get-version.ts";
import { listApis } from "./list-apis.ts";
import { listOperations } from "./list-operations.ts";
import { ApiList, OperationList, UpdateApi } from "./schema.ts";
import { failureOf, makePeople, register } from "./test-rows.ts";
import { updateApi } from "./update-api.ts";

const database = await testDatabase();
const { db, ctx } = database;
const people = await makePeople(database);
const { team, other, owner, maintainer, viewer, outsider, governance, admin } = people;

await register(database, { team: team.slug, slug: "alpha", name: "Alpha", tier: 1, operations: 3 });
await register(database, {
  team: team.slug,
  slug: "beta",
  name: "Beta 100% sure",
  tier: 2,
  visibility: "private",
});
await register(database, {
  team: other.slug,
  slug: "gamma",
  name: "Gamma",
  tier: 1,
  visibility: "restricted",
});
await register(database, { team: other.slug, slug: "delta", name: "Delta", tier: 4 });

const list = (actor: Actor, query: object = {}) => listApis(ctx(actor), ApiList.api.parse(query));
const slugs = async (actor: Actor, query: object = {}) =>
  (await list(actor, query)).items.map((api) => api.slug);

/** As if the version were written and wanted in an environment. */
async function publishRow(slug: string, environmentSlug: string): Promise<void> {
  const version = await db.version.findFirstOrThrow({ where: { api: { slug } }, select: { id: true } });
  const environment = await db.environment.findUniqueOrThrow({
    where: { slug: environmentSlug },
    select: { id: true },
  });
  const link = { versionId: version.id, environmentId: environment.id };
  const revision = await db.revision.create({
    data: {
      id: newId("rev"),
      versionId: version.id,
      number: 1,
      digest: "x",
      documentText: "",
      documentDigest: "",
      routes: [],
      policy: {},
      bindings: {},
      createdById: "x",
    },
  });
  const id = newId("pub");
  await db.publication.create({
    data: { id, ...link, revisionId: revision.id, action: "publish", requestedById: "x" },
  });
  const written = { wantedPublicationId: id, writtenPublicationId: id, pending: false };
  await db.deployment.create({ data: { ...link, wantedRevisionId: revision.id, ...written } });
}

describe("listApis", () => {
  it.each([
    ["administrators", admin, ["alpha", "beta", "delta", "gamma"]],
    ["governance", governance, ["alpha", "beta", "delta", "gamma"]],
    ["viewers of the team", viewer, ["alpha", "beta", "delta"]],
    ["another team", outsider, ["alpha", "delta", "gamma"]],
  ])("shows and counts what may be read: %s", async (_name, actor, expected) => {
    const page = await list(actor);
    expect(page.items.map((api) => api.slug)).toEqual(expected);
    expect(page.total).toBe(expected.length);
    const rows = await db.api.findMany({ select: { slug: true, visibility: true, teamId: true } });
    expect(
      rows
        .filter((row) => may(actor, "api.read", row))
        .map((row) => row.slug)
        .toSorted(),
    ).toEqual(expected);
  });

  it("refuses who is nobody", async () => {
    const gateway: Actor = { kind: "gateway", id: "g", name: "g", environment: "production" };
    expect(await failureOf(list(gateway))).toMatchObject({ code: "forbidden" });
  });

  it("filters, sorts and pages", async () => {
    expect(await slugs(admin, { tier: "1" })).toEqual(["alpha", "gamma"]);
    expect(await slugs(admin, { team: other.slug })).toEqual(["delta", "gamma"]);
    expect(await slugs(admin, { stage: "published" })).toEqual([]);
    expect(await slugs(admin, { kind: "ai" })).toEqual([]);
    expect(await slugs(admin, { sort: "tier", dir: "desc" })).toHaveLength(4);
    expect((await slugs(admin, { sort: "tier", dir: "desc" }))[0]).toBe("delta");
    const second = await list(admin, { size: 3, page: 2 });
    expect(second).toMatchObject({ total: 4, page: 2, items: [{ slug: "gamma" }] });
  });

  it.each([
    ["a name", "GAMM", ["gamma"]],
    ["a slug", "elt", ["delta"]],
    ["an operation's path", "/things2", ["alpha"]],
    ["an operation's id", "readThing2", ["alpha"]],
    ["per cent as itself", "100%", ["beta"]],
    ["underscore as itself", "al_ha", []],
    ["nothing", "zzzz", []],
  ])("searches %s", async (_name, q, expected) => {
    expect(await slugs(admin, { q })).toEqual(expected);
  });

  it("does not find what is invisible", async () => {
    expect(await list(outsider, { q: "Beta" })).toMatchObject({ items: [], total: 0 });
  });

  it("says where versions are live", async () => {
    await register(database, { team: team.slug, slug: "served" });
    await publishRow("served", "production");
    const [served] = (await list(admin, { q: "served" })).items;
    expect(served).toMatchObject({ liveIn: ["production"], versionCount: 1, team: { slug: team.slug } });
    expect((await getVersion(ctx(admin), { slug: "served", version: "v1" })).liveIn).toEqual(["production"]);
    await db.deployment.deleteMany({});
    await db.publication.deleteMany({});
    await db.api.delete({ where: { slug: "served" } });
  });

  it.each([{ page: "0" }, { size: "101" }, { sort: "teamId" }, { unknown: "1" }, { tier: "5" }])(
    "refuses %j",
    (query) => {
      expect(ApiList.api.safeParse(query).success).toBe(false);
      expect(ApiList.url.safeParse(query).success).toBe(true);
    },
  );
});

describe("reading one", () => {
  it("is not found for who may not see it, as if it were not there", async () => {
    const read = [
      (slug: string) => getApi(ctx(outsider), { slug }),
      (slug: string) => getVersion(ctx(outsider), { slug, version: "v1" }),
      (slug: string) => listOperations(ctx(outsider), { slug, version: "v1" }, OperationList.api.parse({})),
    ];
    for (const one of read) {
      const hidden = (await failureOf(one("beta"))) as Error;
      const absent = (await failureOf(one("nowhere"))) as Error;
      expect(hidden).toMatchObject({ code: "not_found" });
      expect(hidden.message.replace("beta", "")).toBe(absent.message.replace("nowhere", ""));
    }
  });

  it("says what the reader may do", async () => {
    expect(await getApi(ctx(viewer), { slug: "alpha" })).toMatchObject({
      mayUpdate: false,
      mayDelete: false,
    });
    expect(await getApi(ctx(maintainer), { slug: "alpha" })).toMatchObject({
      mayUpdate: true,
      mayDelete: false,
    });
    expect(await getApi(ctx(owner), { slug: "alpha" })).toMatchObject({ mayUpdate: true, mayDelete: true });
  });

  it("names a version that is not there", async () => {
    expect(await failureOf(getVersion(ctx(viewer), { slug: "alpha", version: "v9" }))).toMatchObject({
      code: "not_found",
    });
  });

  it("pages and searches operations", async () => {
    const at = { slug: "alpha", version: "v1" };
    const page = await listOperations(ctx(outsider), at, OperationList.api.parse({ size: 2, page: 2 }));
    expect(page).toMatchObject({
      total: 3,
      items: [{ method: "GET", path: "/things2", operationId: "readThing2" }],
    });
    const found = await listOperations(ctx(outsider), at, OperationList.api.parse({ q: "THINGS1" }));
    expect(found.items.map((one) => one.path)).toEqual(["/things1"]);
  });
});

describe("updateApi", () => {
  it("changes what is given and nothing else", async () => {
    const { slug } = await register(database, { team: team.slug, slug: "changing", tier: 3 });
    const changed = await updateApi(
      ctx(maintainer),
      { slug },
      UpdateApi.parse({ name: "New name", tier: 1 }),
    );
    expect(changed).toMatchObject({
      name: "New name",
      tier: 1,
      slug,
      visibility: "public",
      team: { slug: team.slug },
    });
    const entry = await db.auditEntry.findFirst({ where: { action: "api.update" }, orderBy: { id: "desc" } });
    expect(entry).toMatchObject({
      actorId: maintainer.id,
      before: { tier: 3 },
      after: { name: "New name", tier: 1 },
    });
    const { id } = await db.api.findUniqueOrThrow({ where: { slug }, select: { id: true } });
    expect(await judgementsOf(db, id)).toBe(1);
  });

  it("is not changed on top of what its sender has not seen", async () => {
    const { slug } = await register(database, { team: team.slug, slug: "contested" });
    const { etag } = await getApi(ctx(maintainer), { slug });
    const later = { ...ctx(owner), now: new Date(Date.parse(etag) + 1_000) };
    const theirs = await updateApi(later, { slug }, UpdateApi.parse({ name: "Theirs" }));
    const mine = updateApi(ctx(maintainer), { slug }, UpdateApi.parse({ etag, name: "Mine" }));
    expect(await failureOf(mine)).toMatchObject({ code: "stale" });
    const seen = UpdateApi.parse({ etag: theirs.etag, name: "Mine" });
    expect(await updateApi(ctx(maintainer), { slug }, seen)).toMatchObject({ name: "Mine" });
  });

  it("moves to another team only with rights in both", async () => {
    const { slug } = await register(database, { team: team.slug, slug: "moving" });
    const move = UpdateApi.parse({ team: other.slug });
    expect(await failureOf(updateApi(ctx(owner), { slug }, move))).toMatchObject({ code: "forbidden" });
    expect(await failureOf(updateApi(ctx(outsider), { slug }, move))).toMatchObject({ code: "forbidden" });
    expect(await updateApi(ctx(admin), { slug }, move)).toMatchObject({ team: { slug: other.slug } });
    const nowhere = updateApi(ctx(admin), { slug }, UpdateApi.parse({ team: "nowhere" }));
    expect(await failureOf(nowhere)).toMatchObject({ code: "invalid", issues: [{ path: ["team"] }] });
  });

  it("refuses who may not, and hides what is private", async () => {
    const update = (actor: Actor, slug: string) => failureOf(updateApi(ctx(actor), { slug }, { name: "x" }));
    expect(await update(viewer, "alpha")).toMatchObject({ code: "forbidden" });
    expect(await update(governance, "alpha")).toMatchObject({ code: "forbidden" });
    expect(await update(outsider, "beta")).toMatchObject({ code: "not_found" });
  });

  it.each([{}, { slug: "x" }, { teamId: "x" }, { createdById: "x" }, { tier: 0 }, { name: " " }])(
    "does not take %j",
    (input) => {
      expect(UpdateApi.safeParse(input).success).toBe(false);
    },
  );
});

describe("deleteApi", () => {
  it("takes everything of it away, once nothing is served", async () => {
    const { slug } = await register(database, { team: team.slug, slug: "leaving" });
    await publishRow(slug, "production");
    expect(await failureOf(deleteApi(ctx(owner), { slug }))).toMatchObject({
      code: "conflict",
      message: "v1 in production is published. Unpublish it first.",
    });
    const ofApi = { version: { api: { slug } } };
    await db.deployment.updateMany({ where: ofApi, data: { wantedRevisionId: null, pending: true } });
    expect(await failureOf(deleteApi(ctx(owner), { slug }))).toMatchObject({ code: "conflict" });
    await db.deployment.updateMany({ where: ofApi, data: { pending: false } });
    await deleteApi(ctx(owner), { slug });
    expect(await failureOf(getApi(ctx(admin), { slug }))).toMatchObject({ code: "not_found" });
    expect(await db.routeClaim.count({ where: { pathPrefix: `/${slug}/v1` } })).toBe(0);
  });

  it("refuses who may not, and hides what is private", async () => {
    expect(await failureOf(deleteApi(ctx(maintainer), { slug: "alpha" }))).toMatchObject({
      code: "forbidden",
    });
    expect(await failureOf(deleteApi(ctx(governance), { slug: "alpha" }))).toMatchObject({
      code: "forbidden",
    });
    expect(await failureOf(deleteApi(ctx(outsider), { slug: "beta" }))).toMatchObject({ code: "not_found" });
  });
});
