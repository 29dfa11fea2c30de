import { describe, expect, it } from "vitest";
import { newId } from "#lib/ids";
import { makePublishable, makeUser, testDatabase } from "#lib/testing";
import { getGatewayAddresses, updateGatewayAddresses } from "./gateway-addresses.ts";
import { getCallSettings } from "./get-call-settings.ts";
import { exampleOperation } from "./get-reference.ts";
import { UpdateGatewayAddresses } from "./schema.ts";

const database = await testDatabase();
const { db, ctx } = database;
const admin = await makeUser(db, { role: "admin" });
const member = await makeUser(db);
for (const [position, slug] of ["sandbox", "production"].entries())
  await db.environment.create({ data: { id: newId("env"), slug, name: slug, position } });
const own = { url: "http://127.0.0.1:8080", environment: "production" };

describe("the addresses of the gateways", () => {
  it("are an administrator's", async () => {
    await expect(getGatewayAddresses(ctx(member), own)).rejects.toMatchObject({ code: "forbidden" });
    const none = updateGatewayAddresses(ctx(member), { urls: {}, etag: 1 }, own);
    await expect(none).rejects.toMatchObject({ code: "forbidden" });
  });

  it("are what is set, else what the installation was started with", async () => {
    const { at } = await makePublishable(database);
    const urlIn = async (environment: string) =>
      (await getCallSettings(ctx(member), { ...at, environment }, own)).gatewayUrl;
    expect([await urlIn("sandbox"), await urlIn("production")]).toEqual([null, own.url]);
    const input = UpdateGatewayAddresses.parse({ urls: { sandbox: "https://sandbox.example/" }, etag: 1 });
    const saved = await updateGatewayAddresses(ctx(admin), input, own);
    expect(saved).toMatchObject({ urls: { sandbox: "https://sandbox.example" }, etag: 2 });
    expect([await urlIn("sandbox"), await urlIn("production")]).toEqual(["https://sandbox.example", own.url]);
    await expect(updateGatewayAddresses(ctx(admin), input, own)).rejects.toMatchObject({ code: "stale" });
    expect(await db.auditEntry.count({ where: { objectId: "gateway-addresses" } })).toBe(1);
  });

  it("name environments that exist", async () => {
    const input = { urls: { nowhere: "https://x.example" }, etag: 1 };
    await expect(updateGatewayAddresses(ctx(admin), input, own)).rejects.toMatchObject({
      code: "invalid",
      issues: [{ path: ["urls", "nowhere"] }],
    });
  });

  it.each([
    "ftp://x.example",
    "https://user:secret@x.example",
    "https://x.example/path",
    "https://x.example?q",
    "https://x.example#f",
    "//x.example",
    "x.example",
    "javascript:alert(1)",
    "http://x.example\r\nhost: y",
  ])("cannot be %s", (url) => {
    expect(UpdateGatewayAddresses.safeParse({ urls: { production: url }, etag: 1 }).success).toBe(false);
  });
});

describe("how a version is called", () => {
  it("is not told to those who may not see it", async () => {
    const { at } = await makePublishable(database);
    await db.api.update({ where: { slug: at.slug }, data: { visibility: "private" } });
    const asked = getCallSettings(ctx(member), { ...at, environment: "production" }, own);
    await expect(asked).rejects.toMatchObject({ code: "not_found" });
    await expect(exampleOperation(ctx(member), at)).rejects.toMatchObject({ code: "not_found" });
  });

  it("is shown with a plain GET, and with its draft's route while it is not live", async () => {
    const { at, versionId } = await makePublishable(database);
    expect(await exampleOperation(ctx(member), at)).toMatchObject({ method: "GET", path: "/items" });
    expect(await getCallSettings(ctx(member), { ...at, environment: "production" }, own)).toMatchObject({
      isLive: false,
      pathPrefix: `/${versionId}`,
      credential: null,
    });
  });
});
