import { expect, it } from "vitest";
import { newId } from "#lib/ids";
import { makePublishable, testDatabase } from "#lib/testing";
import { getDraft } from "./index.ts";

const database = await testDatabase();
const { db } = database;

it("warns of a fallback that is served and has never answered there", async () => {
  const slug = `env-${newId("x").slice(-6)}`;
  const { id: environmentId } = await db.environment.create({
    data: { id: newId("env"), slug, name: slug, position: 1 },
  });
  const chain = [
    { id: "primary", kind: "http" as const },
    { id: "backup", kind: "http" as const },
    { id: "other", kind: "http" as const },
    { id: "sorry", kind: "static" as const, status: 503 },
  ];
  const { ctx, at, versionId } = await makePublishable(database, {
    apiVersion: "fallback/v1",
    id: "p",
    chain,
  });
  const found = async () =>
    (await getDraft(ctx, at)).findings
      .filter(({ code }) => code === "never-exercised")
      .map(({ path, environment }) => [...path, environment]);
  expect(await found()).toEqual([]);
  const publication = newId("pub");
  await db.publication.create({
    data: { id: publication, versionId, environmentId, action: "publish", requestedById: "x" },
  });
  // "other" is in the draft alone; of "backup" a target of another API is served.
  const writtenChain = [{ id: "primary" }, { id: "backup/a" }, { id: "sorry" }];
  await db.deployment.create({
    data: { versionId, environmentId, wantedPublicationId: publication, writtenChain },
  });
  expect(await found()).toEqual([["chain", 1, slug]]);
  await db.targetExercise.create({
    data: { versionId, environmentId, target: "backup/a", answeredAt: new Date() },
  });
  expect(await found()).toEqual([]);
  // The other API's team has put another target in its place.
  const replaced = [{ id: "primary" }, { id: "backup/b" }, { id: "sorry" }];
  await db.deployment.updateMany({ where: { versionId }, data: { writtenChain: replaced } });
  expect(await found()).toEqual([["chain", 1, slug]]);
});
