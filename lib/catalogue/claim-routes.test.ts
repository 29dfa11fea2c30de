import { describe, expect, it } from "vitest";
import type { Actor } from "#lib/access";
import { newId } from "#lib/ids";
import { testDatabase } from "#lib/testing";
import { refreshClaims } from "./claim-routes.ts";
import { getDraft } from "./get-draft.ts";
import { saveDraft } from "./save-draft.ts";
import { SaveDraft, type Draft } from "./schema.ts";
import { failureOf, makePeople, register } from "./test-rows.ts";

const database = await testDatabase();
const { db, ctx } = database;
const people = await makePeople(database);
const { team, maintainer } = people;
const deps = { sealingKey: Buffer.alloc(32) };

let count = 0;
/** A fresh version and its draft. */
async function fresh(
  of: { visibility?: "private" } = {},
): Promise<{ at: { slug: string; version: string }; draft: Draft }> {
  const { slug, version } = await register(database, { team: team.slug, slug: `draft-${++count}`, ...of });
  const at = { slug, version };
  return { at, draft: await getDraft(ctx(maintainer), at) };
}

const inputOf = ({ etag, routes, policy, bindings }: Draft): SaveDraft =>
  SaveDraft.parse({ etag, routes, policy, bindings });
const save = (at: { slug: string; version: string }, input: SaveDraft, actor: Actor = maintainer) =>
  saveDraft(ctx(actor), at, { draft: input, ...deps });
const route = (pathPrefix: string, more: object = {}) =>
  SaveDraft.shape.routes.parse([{ pathPrefix, ...more }]);

describe("routes", () => {
  const rivals = async ([first, second]: readonly [Draft["routes"], Draft["routes"]]) => {
    const one = await fresh();
    const two = await fresh();
    await save(one.at, { ...inputOf(one.draft), routes: first });
    return { one, two, late: save(two.at, { ...inputOf(two.draft), routes: second }) };
  };

  it.each([
    ["the same place", [route("/claimed"), route("/claimed")]],
    ["another spelling of it", [route("/cl%61imed2"), route("/claimed2")]],
    ["all methods against one", [route("/claimed3"), route("/claimed3", { methods: ["GET"] })]],
    [
      "GET against HEAD",
      [route("/claimed4", { methods: ["GET"] }), route("/claimed4", { methods: ["HEAD"] })],
    ],
  ] as const)("refuses the second version at %s, naming the first", async (_name, places) => {
    const { one, two, late } = await rivals(places);
    const error = await failureOf(late);
    const message = expect.stringContaining(`${one.at.slug} v1`) as string;
    expect(error).toMatchObject({
      code: "conflict",
      issues: [{ path: ["routes", 0, "pathPrefix"], message }],
    });
    expect((await getDraft(ctx(maintainer), two.at)).etag).toBe(1);
  });

  it.each([
    ["other methods", [route("/claimed5", { methods: ["GET"] }), route("/claimed5", { methods: ["POST"] })]],
    [
      "another host",
      [route("/claimed6", { hosts: ["a.example"] }), route("/claimed6", { hosts: ["b.example"] })],
    ],
    ["a longer path", [route("/claimed7"), route("/claimed7/more")]],
  ] as const)("lets two versions have %s", async (_name, places) => {
    const { late } = await rivals(places);
    expect(await late).toMatchObject({ etag: 2 });
  });

  it("does not name a version the editor cannot see", async () => {
    const hidden = await fresh({ visibility: "private" });
    const { slug } = await register(database, { team: people.other.slug, slug: "visible-one" });
    const at = { slug, version: "v1" };
    const mine = await getDraft(ctx(people.outsider), at);
    const taken = { ...inputOf(mine), routes: route(`/${hidden.at.slug}/v1`) };
    const error = (await failureOf(save(at, taken, people.outsider))) as Error;
    expect(error).toMatchObject({ code: "conflict" });
    expect(error.message).toContain("a version that you cannot see");
  });

  it("exactly one of two simultaneous saves gets a place", async () => {
    for (let round = 0; round < 5; round++) {
      const [one, two] = await Promise.all([fresh(), fresh()]);
      const routes = [...route(`/contended-${round}`), ...route(`/contended-${round}/b`)];
      const both = await Promise.allSettled([
        save(one.at, { ...inputOf(one.draft), routes }),
        save(two.at, { ...inputOf(two.draft), routes: routes.toReversed() }),
      ]);
      expect(both.map((outcome) => outcome.status).toSorted()).toEqual(["fulfilled", "rejected"]);
      expect(both.find((outcome) => outcome.status === "rejected")?.reason).toMatchObject({
        code: "conflict",
      });
    }
  });

  it("refuses two routes of one version for the same requests", async () => {
    const { at, draft } = await fresh();
    const error = await failureOf(
      save(at, { ...inputOf(draft), routes: [...route("/twice"), ...route("/twice")] }),
    );
    expect(error).toMatchObject({ code: "invalid", issues: [{ path: ["routes", 1, "pathPrefix"] }] });
  });

  it("gives a place back once it is neither drafted nor served", async () => {
    const one = await fresh();
    const two = await fresh();
    const moved = await save(one.at, { ...inputOf(one.draft), routes: route("/old-place") });
    await serve(one.at.slug, route("/old-place"));
    await save(one.at, { ...inputOf(moved), routes: route("/new-place") });
    const claim = { ...inputOf(two.draft), routes: route("/old-place") };
    expect(await failureOf(save(two.at, claim))).toMatchObject({ code: "conflict" });
    await db.deployment.updateMany({
      where: { version: { api: { slug: one.at.slug } } },
      data: { wantedRevisionId: null },
    });
    const { id: versionId } = await versionOf(one.at.slug);
    await db.$transaction((tx) => refreshClaims(tx, { versionId, actor: maintainer }));
    expect(await save(two.at, claim)).toMatchObject({ etag: 2 });
  });
});

function versionOf(slug: string): Promise<{ id: string }> {
  return db.version.findFirstOrThrow({ where: { api: { slug } }, select: { id: true } });
}

/** As if these routes were asked to be live. */
async function serve(slug: string, routes: Draft["routes"]): Promise<void> {
  const version = await versionOf(slug);
  const environment = await db.environment.findFirstOrThrow({ select: { id: true } });
  const revision = await db.revision.create({
    data: {
      id: newId("rev"),
      versionId: version.id,
      number: 1,
      digest: "x",
      documentText: "",
      documentDigest: "",
      routes,
      policy: {},
      bindings: {},
      createdById: "x",
    },
  });
  const link = { versionId: version.id, environmentId: environment.id };
  const publication = await db.publication.create({
    data: { id: newId("pub"), ...link, revisionId: revision.id, action: "publish", requestedById: "x" },
  });
  await db.deployment.create({
    data: { ...link, wantedRevisionId: revision.id, wantedPublicationId: publication.id },
  });
}
