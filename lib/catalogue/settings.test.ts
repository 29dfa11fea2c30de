import { describe, expect, it } from "vitest";
import type { Actor } from "#lib/access";
import { testDatabase } from "#lib/testing";
import { egressBody } from "./egress-body.ts";
import { getEgressSettings, updateEgressSettings } from "./egress-settings.ts";
import { ensureDefaults } from "./ensure-defaults.ts";
import { listEnvironments } from "./list-environments.ts";
import { UpdateEgressSettings } from "./schema.ts";
import { failureOf, makePeople } from "./test-rows.ts";

const database = await testDatabase();
const { db, ctx } = database;
const { owner, viewer, governance, admin } = await makePeople(database);

describe("environments", () => {
  it("are sandbox and production from the start, made once", async () => {
    await Promise.all([ensureDefaults(ctx()), ensureDefaults(ctx())]);
    const expected = [
      { slug: "sandbox", name: "Sandbox" },
      { slug: "production", name: "Production" },
    ];
    expect(await listEnvironments(ctx(viewer))).toEqual(expected);
  });

  it("are listed to users only, and made by the system only", async () => {
    const gateway: Actor = { kind: "gateway", id: "g", name: "g", environment: "production" };
    expect(await failureOf(listEnvironments(ctx(gateway)))).toMatchObject({ code: "forbidden" });
    const empty = await testDatabase();
    expect(await failureOf(ensureDefaults(empty.ctx(viewer)))).toMatchObject({ code: "forbidden" });
    await Promise.all([ensureDefaults(empty.ctx()), ensureDefaults(empty.ctx())]);
    expect(await empty.db.environment.count()).toBe(2);
  });
});

describe("egress settings", () => {
  const setting = {
    allow: ["api.example.com"],
    deny: ["10.0.0.0/8"],
    privateTargets: true,
    privateImports: false,
    privateWebhooks: false,
  };

  it("start closed, change with an etag, and are told who is late", async () => {
    const first = await getEgressSettings(ctx(admin));
    expect(first).toEqual({
      allow: [],
      deny: [],
      privateTargets: false,
      privateImports: false,
      privateWebhooks: false,
      etag: 1,
    });
    const both = await Promise.allSettled(
      [1, 2].map(() => updateEgressSettings(ctx(admin), { ...setting, etag: 1 })),
    );
    expect(both.map((one) => one.status).toSorted()).toEqual(["fulfilled", "rejected"]);
    expect(both.find((one) => one.status === "rejected")?.reason).toMatchObject({
      code: "stale",
      details: { etag: 2 },
    });
    expect(await getEgressSettings(ctx(admin))).toEqual({ ...setting, etag: 2 });
    const entry = await db.auditEntry.findFirst({ where: { objectKind: "settings", objectId: "egress" } });
    expect(entry).toMatchObject({ before: { privateTargets: false }, after: { privateTargets: true } });
  });

  it.each([owner, governance, viewer])("are for administrators only", async (actor) => {
    expect(await failureOf(getEgressSettings(ctx(actor)))).toMatchObject({ code: "forbidden" });
    expect(await failureOf(updateEgressSettings(ctx(actor), { ...setting, etag: 2 }))).toMatchObject({
      code: "forbidden",
    });
  });

  it("say which line is wrong", () => {
    const parsed = UpdateEgressSettings.safeParse({
      ...setting,
      deny: ["10.0.0.0/8", "10.0.0.0/99"],
      etag: 1,
    });
    expect(parsed.error?.issues[0]?.path).toEqual(["deny", 1]);
  });

  it("reach gateways without what is the portal's alone", () => {
    expect(egressBody(setting, "production")).toEqual({
      kind: "egress",
      environment: "production",
      allow: ["api.example.com"],
      deny: ["10.0.0.0/8"],
      privateTargets: true,
    });
  });
});
