import { describe, expect, it } from "vitest";
import { makePublishable, makeTeam, makeUser, testDatabase } from "#lib/testing";
import { getAccess, saveAccess } from "./access-settings.ts";
import { SaveAccess } from "./schema.ts";
import { failureOf } from "./test-rows.ts";

const database = await testDatabase();
const { db, ctx } = database;
const access = { anonymous: false, key: { header: "x-api-key" } };

describe("who may call a version", () => {
  it("is everyone until its team says otherwise, as a part of the draft, on the record", async () => {
    const version = await makePublishable(database);
    expect(await getAccess(version.ctx, version.at)).toEqual({
      etag: 1,
      access: null,
      published: null,
      warning: null,
      mayUpdate: true,
    });
    expect(await saveAccess(version.ctx, version.at, { etag: 1, access })).toMatchObject({ etag: 2, access });
    const audit = await db.auditEntry.findFirst({
      where: { objectId: version.versionId },
      orderBy: { id: "desc" },
    });
    expect(audit).toMatchObject({
      action: "version.update",
      before: { access: null },
      after: { access, etag: 2 },
    });
    expect(await saveAccess(version.ctx, version.at, { etag: 2, access: null })).toMatchObject({
      access: null,
    });
  });

  it("is not changed on a draft that was changed meanwhile", async () => {
    const version = await makePublishable(database);
    await saveAccess(version.ctx, version.at, { etag: 1, access });
    expect(await failureOf(saveAccess(version.ctx, version.at, { etag: 1, access: null }))).toMatchObject({
      code: "stale",
      details: { etag: 2 },
    });
    expect((await getAccess(version.ctx, version.at)).access).toEqual(access);
  });

  it("is changed by its team alone, and seen by those who see the API", async () => {
    const version = await makePublishable(database);
    const team = await makeTeam(db);
    const other = ctx(await makeUser(db, { teams: { [team.id]: "owner" } }));
    expect(await getAccess(other, version.at)).toMatchObject({ mayUpdate: false });
    expect(await failureOf(saveAccess(other, version.at, { etag: 1, access }))).toMatchObject({
      code: "forbidden",
    });
    await db.api.update({ where: { slug: version.at.slug }, data: { visibility: "private" } });
    expect(await failureOf(getAccess(other, version.at))).toMatchObject({ code: "not_found" });
    expect(await failureOf(saveAccess(other, version.at, { etag: 1, access }))).toMatchObject({
      code: "not_found",
    });
  });

  it("warns of an issuer whose keys gateways will not fetch", async () => {
    const version = await makePublishable(database);
    const jwt = { issuer: "i", jwksUrl: "http://127.0.0.1/keys", audience: ["a"], forwardToken: false };
    const saved = await saveAccess(version.ctx, version.at, { etag: 1, access: { anonymous: false, jwt } });
    expect(saved.warning).toMatch(/127\.0\.0\.1/);
  });

  it("takes no member that it does not know", () => {
    expect(SaveAccess.safeParse({ etag: 1, access: { ...access, teamId: "x" } }).success).toBe(false);
    expect(SaveAccess.safeParse({ etag: 1, access: null, stage: "published" }).success).toBe(false);
  });
});
