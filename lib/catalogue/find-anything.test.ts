import { expect, it } from "vitest";
import { newId } from "#lib/ids";
import { testDatabase } from "#lib/testing";
import { findAnything } from "./find-anything.ts";
import { failureOf, makePeople, registerDocument } from "./test-rows.ts";

const database = await testDatabase();
const { db, ctx } = database;
const { team, owner, outsider, admin } = await makePeople(database);
await registerDocument(database, {
  team: team.slug,
  slug: "heron-hidden",
  title: "Heron Hidden",
  paths: { "/heron": "Fly" },
  visibility: "private",
});
await registerDocument(database, {
  team: team.slug,
  slug: "wading",
  title: "Wading",
  paths: { "/herons/{heronId}": "One heron" },
});
await db.application.create({
  data: { id: newId("app"), slug: "heron-app", name: "Heron app", teamId: team.id, createdById: owner.id },
});

it("finds of each kind what the reader may see", async () => {
  const seen = await findAnything(ctx(owner), { q: "heron" });
  expect(seen.apis.map((api) => api.slug)).toEqual(["heron-hidden", "wading"]);
  expect(seen.operations).toMatchObject([
    { api: { slug: "wading" }, key: "get-herons-heronId".replace("get", "post") },
  ]);
  expect(seen.applications.map((one) => one.slug)).toEqual(["heron-app"]);
  expect((await findAnything(ctx(admin), { q: "heron" })).applications).toHaveLength(1);
  const other = await findAnything(ctx(outsider), { q: "heron" });
  expect(other.apis.map((api) => api.slug)).toEqual(["wading"]);
  expect(other.applications).toEqual([]);
  expect((await findAnything(ctx(outsider), { q: team.slug })).teams.map((one) => one.slug)).toEqual([
    team.slug,
  ]);
});

it("is nothing for no words, and refused to who is nobody", async () => {
  expect(await findAnything(ctx(admin), { q: "" })).toEqual({
    apis: [],
    operations: [],
    teams: [],
    applications: [],
  });
  const gateway = ctx({ kind: "gateway", id: "g", name: "g", environment: "production" });
  expect(await failureOf(findAnything(gateway, { q: "heron" }))).toMatchObject({ code: "forbidden" });
});
