import { describe, expect, it } from "vitest";
import { newId, sha256Hex } from "#lib/ids";
import { publish } from "#lib/publishing";
import { makePublishable, makeUser, testDatabase } from "#lib/testing";
import { judgeDocument } from "./index.ts";

const database = await testDatabase();
const { db, ctx } = database;
const slug = `env-${newId("x").slice(-6)}`;
await db.environment.create({ data: { id: newId("env"), slug, name: slug, position: 1 } });
const text = JSON.stringify({
  openapi: "3.1.0",
  info: { title: "Test", version: "1" },
  paths: { "/orders": { get: { responses: { "200": { description: "fine" } } } } },
});
const source = { kind: "text", text } as const;

describe("judging a document before it is one's draft's", () => {
  it("tells what it breaks of what is published, and saves nothing", async () => {
    const version = await makePublishable(database);
    const asked = () => judgeDocument(version.ctx, version.at, { source });
    expect(await asked()).toMatchObject({ comparedWith: "draft", contract: { verdict: "breaking" } });
    await publish(version.ctx, version.at, {
      action: "publish",
      environment: slug,
      note: "",
      draftEtag: 1,
    });
    expect(await asked()).toMatchObject({
      comparedWith: "revision:1",
      digest: sha256Hex(text),
      preview: { acceptable: true, document: { operationCount: 1 } },
      contract: { verdict: "breaking", groups: [{ changes: [{ path: "/items" }] }, { verdict: "safe" }] },
    });
    const faulty = { kind: "text", text: "{" } as const;
    expect(await judgeDocument(version.ctx, version.at, { source: faulty })).toMatchObject({
      preview: { acceptable: false },
      contract: null,
    });
    expect(await db.operation.count({ where: { versionId: version.versionId, path: "/items" } })).toBe(1);
  });

  it("is for those who may edit the version, and hides APIs that one may not see", async () => {
    const version = await makePublishable(database);
    const viewer = ctx(await makeUser(db, { teams: { [version.teamId]: "viewer" } }));
    await expect(judgeDocument(viewer, version.at, { source })).rejects.toMatchObject({ code: "forbidden" });
    await db.api.updateMany({ where: { slug: version.at.slug }, data: { visibility: "private" } });
    const stranger = ctx(await makeUser(db));
    await expect(judgeDocument(stranger, version.at, { source })).rejects.toMatchObject({
      code: "not_found",
    });
  });
});
