import { describe, expect, it } from "vitest";
import { makeUser, testDatabase } from "#lib/testing";
import {
  createPlan,
  CreatePlan,
  deletePlan,
  getPlan,
  listPlans,
  subscribe,
  updatePlan,
  UpdatePlan,
} from "./index.ts";
import { openMarket } from "./test-rows.ts";

const database = await testDatabase();
const { db, ctx } = database;
const market = await openMarket(database);
const { api, provider, consumer, stranger } = market;
const FREE: CreatePlan = {
  name: "Free",
  description: "To try it out",
  rate: { requests: 60, per: "minute" },
  quota: { requests: 1_000, per: "day" },
  approval: "automatic",
};

describe("plans", () => {
  it("are offered by the API's team and read by everybody who sees the API", async () => {
    const plan = await createPlan(provider, api, FREE);
    expect(plan).toMatchObject({ ...FREE, offered: true, etag: 1, subscribers: 0 });
    const seen = await listPlans(stranger, api);
    expect(seen).toMatchObject({ mayChange: false, items: [{ name: "Free", subscribers: null }] });
    expect(await getPlan(stranger, { ...api, id: plan.id })).toMatchObject({ deliveries: [] });
    await expect(createPlan(provider, api, FREE)).rejects.toMatchObject({ code: "conflict" });
    const at = { ...api, id: plan.id };
    await expect(createPlan(consumer, api, FREE)).rejects.toMatchObject({ code: "forbidden" });
    await expect(updatePlan(consumer, at, { etag: 1, name: "X" })).rejects.toMatchObject({
      code: "forbidden",
    });
    await expect(deletePlan(consumer, at)).rejects.toMatchObject({ code: "forbidden" });
  });

  it("of a private API are nobody else's", async () => {
    const hidden = await openMarket(database);
    await db.api.update({ where: { slug: hidden.api.slug }, data: { visibility: "private" } });
    const plan = await hidden.offer();
    const at = { ...hidden.api, id: plan.id };
    const calls = [
      () => listPlans(stranger, hidden.api),
      () => getPlan(stranger, at),
      () => createPlan(stranger, hidden.api, FREE),
      () => updatePlan(stranger, at, { etag: 1, name: "X" }),
      () => deletePlan(stranger, at),
    ];
    for (const call of calls) await expect(call()).rejects.toMatchObject({ code: "not_found" });
    // The id of a plan of one version does not open it at another.
    const elsewhere = { ...api, id: plan.id };
    await expect(updatePlan(provider, elsewhere, { etag: 1, name: "X" })).rejects.toMatchObject({
      code: "not_found",
    });
    await expect(deletePlan(provider, elsewhere)).rejects.toMatchObject({ code: "not_found" });
  });

  it("change for all who have them, on what they were decided on", async () => {
    const own = await openMarket(database);
    const plan = await own.offer({ approval: "automatic" });
    const at = { ...own.api, id: plan.id };
    await own.ask(plan);
    await db.accessDocument.updateMany({ data: { pending: false } });
    const tighter = { requests: 1, per: "second" } as const;
    const changed = await updatePlan(own.provider, at, { etag: 1, rate: tighter });
    expect(changed).toMatchObject({ rate: tighter, quota: null, subscribers: 1, etag: 2 });
    expect(changed.deliveries).toMatchObject([{ environment: own.environment.slug, state: "saved" }]);
    const pending = await db.accessDocument.findMany({
      where: { pending: true },
      take: 10,
      select: { applicationId: true },
    });
    expect(pending).toEqual([{ applicationId: own.applicationId }]);
    await expect(updatePlan(own.provider, at, { etag: 1, name: "Old" })).rejects.toMatchObject({
      code: "stale",
    });
    expect(await updatePlan(own.provider, at, { etag: 2, rate: null })).toMatchObject({ rate: null });
  });

  it("are no longer offered once somebody had them, and go only before that", async () => {
    const own = await openMarket(database);
    const plan = await own.offer({ approval: "automatic" });
    const at = { ...own.api, id: plan.id };
    await own.ask(plan);
    await expect(deletePlan(own.provider, at)).rejects.toMatchObject({ code: "conflict" });
    await updatePlan(own.provider, at, { etag: 1, offered: false });
    expect((await listPlans(own.consumer, own.api)).items).toEqual([]);
    expect((await listPlans(own.provider, own.api)).items).toMatchObject([{ offered: false }]);
    const team = own.consumerTeamId;
    const other = ctx(await makeUser(db, { teams: { [team]: "owner" } }));
    const input = { api: own.api.slug, version: "v1", environment: own.environment.slug, purpose: "" };
    await expect(subscribe(other, own.application, { ...input, plan: plan.id })).rejects.toMatchObject({
      code: "conflict",
    });
    const unused = await own.offer();
    await deletePlan(own.provider, { ...own.api, id: unused.id });
    await expect(getPlan(own.provider, { ...own.api, id: unused.id })).rejects.toMatchObject({
      code: "not_found",
    });
  });

  it("take no field they do not have, and no limit that is none", () => {
    const strange = [{ id: "pln_1" }, { versionId: "ver_1" }, { etag: 4 }, { offered: false }];
    for (const extra of strange) expect(CreatePlan.safeParse({ ...FREE, ...extra }).success).toBe(false);
    for (const requests of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, "5"])
      expect(UpdatePlan.safeParse({ etag: 1, rate: { requests, per: "second" } }).success).toBe(false);
    expect(UpdatePlan.safeParse({ etag: 1, versionId: "ver_2" }).success).toBe(false);
  });
});
