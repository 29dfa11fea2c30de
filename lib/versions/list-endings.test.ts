import { expect, it } from "vitest";
import type { UnboundPolicy } from "#lib/fallback/schema";
import { newId } from "#lib/ids";
import { publish } from "#lib/publishing";
import { makePublishable, makeTeam, makeUser, testDatabase } from "#lib/testing";
import { acknowledgeSunset, EndingList, listEndings, moveVersion } from "./index.ts";

const database = await testDatabase();
const { db, ctx } = database;
const environment = await db.environment.create({
  data: { id: newId("env"), slug: "production", name: "Production", position: 1 },
});
const DAY = 86_400_000;
const query = EndingList.api.parse({});
const live = { action: "publish", environment: "production", note: "", draftEtag: 1 } as const;

const policyOf = (chain: UnboundPolicy["chain"]): UnboundPolicy => ({
  apiVersion: "fallback/v1",
  id: "default",
  chain,
});
const SORRY = { id: "sorry", kind: "static", status: 503 } as const;

/** A published version with one target over http. */
async function published() {
  const version = await makePublishable(database, policyOf([{ id: "primary", kind: "http" }]));
  const targets = { primary: { endpoints: [{ url: "https://inner.example" }] } };
  await db.binding.create({
    data: { versionId: version.versionId, environmentId: environment.id, targets },
  });
  await publish(version.ctx, version.at, live);
  return version;
}
type Version = Awaited<ReturnType<typeof published>>;

/** A chain of these versions, and an answer of its own. */
const chainOf = (...others: Version[]): UnboundPolicy["chain"] => [
  ...others.map(({ at }, n) => ({
    id: `other${n}`,
    kind: "api" as const,
    apiId: at.slug,
    version: at.version,
    entry: "full_policy" as const,
  })),
  SORRY,
];

/** A published version with such a chain. */
async function builtOn(...others: Version[]) {
  const version = await makePublishable(database, policyOf(chainOf(...others)));
  await publish(version.ctx, version.at, live);
  return version;
}

const deprecate = (version: Version, days: number) =>
  moveVersion(version.ctx, version.at, {
    action: "deprecate",
    etag: 1,
    note: "",
    brownouts: [],
    sunsetAt: new Date(Date.now() + days * DAY).toISOString(),
  });

/** An application that is subscribed to a version, and its maintainer. */
async function makeCaller({ versionId }: Version) {
  const team = await makeTeam(db);
  const caller = await makeUser(db, { teams: { [team.id]: "maintainer" } });
  const viewer = await makeUser(db, { teams: { [team.id]: "viewer" } });
  const slug = newId("app").replace("_", "-");
  const id = newId("app");
  await db.application.create({
    data: { id, slug, name: "Shop", teamId: team.id, createdById: caller.id },
  });
  const plan = await db.plan.create({ data: { id: newId("pln"), versionId, name: "Free" } });
  const of = { applicationId: id, versionId, environmentId: environment.id, planId: plan.id };
  const requested = { requestedById: caller.id, requestedByName: caller.name };
  await db.subscription.create({ data: { id: newId("sub"), ...of, state: "active", ...requested } });
  return { caller: ctx(caller), viewer: ctx(viewer), slug };
}

it("waits for the owners of chains until it is taken out, and for callers until they acknowledge it", async () => {
  const inner = await published();
  const outer = await builtOn(inner);
  const { caller, viewer, slug } = await makeCaller(inner);
  expect((await listEndings(outer.ctx, query)).total).toBe(0);
  await deprecate(inner, 40);
  const ends = { api: inner.at.slug, version: "v1" };
  expect(await listEndings(outer.ctx, query)).toMatchObject({
    total: 1,
    items: [
      {
        ends,
        chain: { api: outer.at.slug, version: "v1", environments: ["production"] },
        application: null,
      },
    ],
  });
  expect(await listEndings(caller, query)).toMatchObject({
    total: 1,
    items: [{ ends, chain: null, application: { slug, name: "Shop" } }],
  });
  for (const other of [viewer, inner.ctx, ctx(await makeUser(db, { role: "admin" }))])
    expect((await listEndings(other, query)).total).toBe(0);

  await acknowledgeSunset(caller, inner.at, { application: slug });
  expect((await listEndings(caller, query)).total).toBe(0);
  const policy = policyOf([SORRY]) as object;
  await db.version.update({ where: { id: outer.versionId }, data: { policy } });
  await publish(outer.ctx, outer.at, live);
  expect((await listEndings(outer.ctx, query)).total).toBe(0);
});

it("lists the nearest end first, and names nothing that one cannot see", async () => {
  const [late, soon] = [await published(), await published()];
  const outer = await builtOn(late, soon);
  await deprecate(late, 80);
  await deprecate(soon, 40);
  const found = await listEndings(outer.ctx, query);
  expect(found.items.map(({ ends }) => ends?.api)).toEqual([soon.at.slug, late.at.slug]);
  expect((await listEndings(outer.ctx, { ...query, size: 1, page: 2 })).items).toMatchObject([
    { ends: { api: late.at.slug } },
  ]);
  await db.api.updateMany({ where: { slug: soon.at.slug }, data: { visibility: "private" } });
  const hidden = await listEndings(outer.ctx, query);
  expect(hidden.items.map(({ ends }) => ends?.api ?? null)).toEqual([null, late.at.slug]);
  expect(JSON.stringify(hidden)).not.toContain(soon.at.slug);
});

it("is refused to visitors", async () => {
  const nobody = ctx({ kind: "anonymous", id: "anonymous", name: "Anonymous" });
  await expect(listEndings(nobody, query)).rejects.toMatchObject({ code: "forbidden" });
});
