import { describe, expect, it } from "vitest";
import { deleteApi } from "#lib/catalogue";
import { newId } from "#lib/ids";
import { unpublish } from "#lib/publishing";
import { makeUser, testDatabase } from "#lib/testing";
import {
  getSubscription,
  listApplicationSubscriptions,
  listRequests,
  listSubscribers,
  moveSubscription,
  MoveSubscription,
  readReach,
  subscribe,
  Subscribe,
  SubscriptionList,
} from "./index.ts";
import { openMarket, type TestMarket } from "./test-rows.ts";

const database = await testDatabase();
const { db, ctx } = database;
const all = SubscriptionList.api.parse({});

const inputOf = ({ api, environment }: TestMarket, plan: string) => ({
  api: api.slug,
  version: api.version,
  environment: environment.slug,
  plan,
  purpose: "to sell",
});

describe("a subscription", () => {
  it("is asked for, approved, suspended, resumed and ended, in the sight of both sides", async () => {
    const market = await openMarket(database);
    const { consumer, provider } = market;
    const asked = await market.ask(await market.offer());
    expect(asked).toMatchObject({ state: "pending", sides: ["consumer"], actions: ["end"] });
    const toldOf = async (kind: string) => {
      const where = {
        kind,
        path: { contains: kind === "subscription.requested" ? market.api.slug : market.application.slug },
      };
      const event = await db.notificationEvent.findFirst({
        where,
        select: { _count: { select: { notifications: true } } },
      });
      return event?._count.notifications;
    };
    expect(await toldOf("subscription.requested")).toBe(1);
    const queue = await listRequests(provider, all);
    expect(queue.items).toMatchObject([
      { id: asked.id, purpose: "to sell", actions: ["approve", "reject"], enforcement: "under_way" },
    ]);
    expect(await listRequests(consumer, all)).toMatchObject({ total: 0 });

    const steps = [
      { by: provider, action: "approve", reason: "", state: "active" },
      { by: provider, action: "suspend", reason: "too many errors", state: "suspended" },
      { by: provider, action: "resume", reason: "", state: "active" },
      { by: consumer, action: "end", reason: "", state: "ended" },
    ] as const;
    for (const { by, action, reason, state } of steps)
      expect(await moveSubscription(by, asked, { action, reason })).toMatchObject({ state, reason });
    const kinds = ["approved", "suspended", "resumed", "ended"];
    expect(await Promise.all(kinds.map((kind) => toldOf(`subscription.${kind}`)))).toEqual([1, 1, 1, 1]);
    for (const side of [consumer, provider]) {
      const { history, state } = await getSubscription(side, asked);
      expect(state).toBe("ended");
      expect(history.map(({ action, reason }) => [action, reason])).toEqual([
        ["end", ""],
        ["resume", ""],
        ["suspend", "too many errors"],
        ["approve", ""],
        ["request", "to sell"],
      ]);
    }
  });

  it("says how much happened to it before what is told", async () => {
    const market = await openMarket(database);
    const asked = await market.ask(await market.offer({ approval: "automatic" }));
    expect(await getSubscription(market.consumer, asked)).toMatchObject({ earlierSteps: 0 });
    await db.$executeRaw`
      INSERT INTO "AuditEntry" ("at", "actorKind", "actorId", "actorName", "action", "objectKind", "objectId")
      SELECT now(), 'user', 'usr_1', 'Somebody', 'subscription.suspend', 'subscription', ${asked.id}
      FROM generate_series(1, 105)`;
    const { history, earlierSteps } = await getSubscription(market.consumer, asked);
    expect([history.length, earlierSteps, history[0]?.action]).toEqual([100, 6, "suspend"]);
  });

  it("is active at once under a plan that needs no approval, and only once", async () => {
    const market = await openMarket(database);
    const plan = await market.offer({ approval: "automatic" });
    const first = await market.ask(plan, "");
    expect(first).toMatchObject({ state: "active", enforcement: "under_way" });
    await expect(market.ask(plan)).rejects.toMatchObject({ code: "conflict", details: { see: {} } });
    await moveSubscription(market.consumer, first, { action: "end", reason: "" });
    expect(await market.ask(plan)).toMatchObject({ state: "active" });
    const list = await listApplicationSubscriptions(market.consumer, market.application, all);
    expect(list.total).toBe(2);
    const live = { ...all, live: true };
    expect(await listApplicationSubscriptions(market.consumer, market.application, live)).toMatchObject({
      total: 1,
    });
  });

  it.each(["deprecated", "retired"] as const)(
    "is not made to what is %s; who has one keeps it",
    async (stage) => {
      const market = await openMarket(database);
      const plan = await market.offer({ approval: "automatic" });
      const { id } = await market.ask(plan);
      const { slug, version } = market.api;
      await db.version.updateMany({ where: { name: version, api: { slug } }, data: { stage } });
      expect(await getSubscription(market.consumer, { id })).toMatchObject({ state: "active" });
      await moveSubscription(market.consumer, { id }, { action: "end", reason: "" });
      await expect(market.ask(plan)).rejects.toMatchObject({
        code: "conflict",
        message: expect.stringContaining(`is ${stage}`) as string,
      });
    },
  );

  it("is one per environment", async () => {
    const market = await openMarket(database);
    const other = await openMarket(database);
    const plan = await market.offer({ approval: "automatic" });
    await market.ask(plan);
    const elsewhere = { ...inputOf(market, plan.id), environment: other.environment.slug };
    await expect(subscribe(market.consumer, market.application, elsewhere)).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("not published"),
    });
    const nowhere = { ...elsewhere, environment: "nowhere" };
    await expect(subscribe(market.consumer, market.application, nowhere)).rejects.toMatchObject({
      code: "invalid",
    });
  });

  it("asked for twice at once is made once", async () => {
    const market = await openMarket(database);
    const plan = await market.offer();
    const done = await Promise.allSettled([market.ask(plan), market.ask(plan), market.ask(plan)]);
    expect(done.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    const refused = done.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
    for (const reason of refused) expect(reason).toMatchObject({ code: "conflict" });
  });

  it("approved and rejected at once: one wins, the other is told", async () => {
    const market = await openMarket(database);
    const plan = await market.offer();
    for (let round = 0; round < 5; round++) {
      const asked = await market.ask(plan);
      const done = await Promise.allSettled([
        moveSubscription(market.provider, asked, { action: "approve", reason: "" }),
        moveSubscription(market.provider, asked, { action: "reject", reason: "no" }),
        moveSubscription(market.consumer, asked, { action: "end", reason: "" }),
      ]);
      const won = done.flatMap((one) => (one.status === "fulfilled" ? [one.value.state] : []));
      const lost = done.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
      // Approving and then ending are two moves that may both succeed; rejecting leaves nothing to do.
      for (const reason of lost) expect(reason).toMatchObject({ code: "conflict" });
      expect(won.includes("active") && won.includes("rejected")).toBe(false);
      const { state, history } = await getSubscription(market.consumer, asked);
      expect(won).toContain(state);
      expect(history).toHaveLength(1 + won.length);
      if (state === "active") await moveSubscription(market.consumer, asked, { action: "end", reason: "" });
    }
  });

  it("owes a reason for what is taken away, and a purpose to who approves", async () => {
    const market = await openMarket(database);
    const plan = await market.offer();
    await expect(market.ask(plan, "")).rejects.toMatchObject({ issues: [{ path: ["purpose"] }] });
    const asked = await market.ask(plan);
    const reject = moveSubscription(market.provider, asked, { action: "reject", reason: "" });
    await expect(reject).rejects.toMatchObject({ code: "invalid", issues: [{ path: ["reason"] }] });
    await moveSubscription(market.provider, asked, { action: "approve", reason: "" });
    const end = moveSubscription(market.provider, asked, { action: "end", reason: "" });
    await expect(end).rejects.toMatchObject({ code: "invalid" });
  });

  it("is moved by the side whose move it is", async () => {
    const market = await openMarket(database);
    const asked = await market.ask(await market.offer());
    const viewer = ctx(await makeUser(db, { teams: { [market.providerTeamId]: "viewer" } }));
    for (const other of [market.consumer, viewer])
      await expect(moveSubscription(other, asked, { action: "approve", reason: "" })).rejects.toMatchObject({
        code: "forbidden",
      });
    const gone = moveSubscription(market.provider, asked, { action: "resume", reason: "" });
    await expect(gone).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("pending"),
    });
    expect(await getSubscription(viewer, asked)).toMatchObject({ actions: [], sides: [] });
  });
});

describe("somebody of neither team", () => {
  it("learns nothing of a subscription by guessing its id", async () => {
    const market = await openMarket(database);
    const { stranger } = market;
    const asked = await market.ask(await market.offer());
    const absent = { id: newId("sub") };
    const told = [];
    for (const at of [asked, absent]) {
      await expect(getSubscription(stranger, at)).rejects.toMatchObject({ code: "not_found" });
      const moved = moveSubscription(stranger, at, { action: "end", reason: "x" });
      told.push(await moved.catch((error: unknown) => error));
    }
    expect(String(told[0])).toBe(String(told[1]));
    await expect(listApplicationSubscriptions(stranger, market.application, all)).rejects.toMatchObject({
      code: "not_found",
    });
    // The API itself is public: who uses it is not.
    await expect(listSubscribers(stranger, market.api, all)).rejects.toMatchObject({ code: "forbidden" });
    await expect(readReach(stranger, market.api)).rejects.toMatchObject({ code: "forbidden" });
    expect(await listRequests(stranger, all)).toMatchObject({ items: [], total: 0 });
  });

  it("cannot subscribe to a private API, nor list it, nor tell it from none", async () => {
    const hidden = await openMarket(database);
    await db.api.update({ where: { slug: hidden.api.slug }, data: { visibility: "private" } });
    const plan = await hidden.offer();
    const other = await openMarket(database);
    const attempt = (api: string) =>
      subscribe(other.consumer, other.application, { ...inputOf(hidden, plan.id), api }).catch(
        (error: unknown) => error,
      );
    const there = await attempt(hidden.api.slug);
    expect(there).toMatchObject({ code: "not_found" });
    const absent = await attempt("no-such-api");
    expect(String(there).replace(hidden.api.slug, "x")).toBe(String(absent).replace("no-such-api", "x"));
    await expect(listSubscribers(other.consumer, hidden.api, all)).rejects.toMatchObject({
      code: "not_found",
    });
    await expect(readReach(other.consumer, hidden.api)).rejects.toMatchObject({ code: "not_found" });
  });

  it("cannot subscribe with another team's application, nor under another version's plan", async () => {
    const market = await openMarket(database);
    const other = await openMarket(database);
    const plan = await market.offer();
    const foreign = subscribe(other.consumer, market.application, inputOf(market, plan.id));
    await expect(foreign).rejects.toMatchObject({ code: "not_found" });
    const elsewhere = await other.offer({ approval: "automatic" });
    const mixed = subscribe(market.consumer, market.application, inputOf(market, elsewhere.id));
    await expect(mixed).rejects.toMatchObject({ code: "invalid", issues: [{ path: ["plan"] }] });
  });
});

it("the API's team sees who uses it, and whom a change reaches", async () => {
  const market = await openMarket(database);
  const automatic = await market.offer({ approval: "automatic" });
  const asked = await market.ask(automatic);
  const found = await listSubscribers(market.provider, market.api, { ...all, q: "till" });
  expect(found.items).toMatchObject([
    { id: asked.id, application: { name: "Till", team: { slug: market.consumerTeam } }, lastCallAt: null },
  ]);
  const none = { ...all, environment: "sandbox", state: "active" as const };
  expect(await listSubscribers(market.provider, market.api, none)).toMatchObject({ total: 0 });
  expect(await readReach(market.provider, market.api)).toEqual({
    subscribers: 1,
    calledToday: 0,
    pending: 0,
  });
  await db.subscription.update({ where: { id: asked.id }, data: { lastCallAt: new Date() } });
  const version = { slug: market.api.slug, version: "v1" };
  expect(await readReach(market.provider, version)).toMatchObject({ calledToday: 1 });
});

it("an API goes only after its last subscription, and takes the ended ones along", async () => {
  const market = await openMarket(database);
  const asked = await market.ask(await market.offer({ approval: "automatic" }));
  const owner = ctx(await makeUser(db, { teams: { [market.providerTeamId]: "owner" } }));
  const { slug } = market.api;
  await unpublish(owner, market.api, { action: "unpublish", environment: market.environment.slug });
  await db.deployment.updateMany({ where: { versionId: market.versionId }, data: { pending: false } });
  await expect(deleteApi(owner, { slug })).rejects.toMatchObject({
    code: "conflict",
    message: expect.stringContaining("subscribed"),
  });
  await moveSubscription(owner, asked, { action: "end", reason: "it goes" });
  await deleteApi(owner, { slug });
  expect(await listApplicationSubscriptions(market.consumer, market.application, all)).toMatchObject({
    total: 0,
  });
});

it("takes no field it does not have", () => {
  const input = { api: "orders", version: "v1", environment: "sandbox", plan: "pln_1" };
  expect(Subscribe.safeParse(input).success).toBe(true);
  const strange = [{ state: "active" }, { applicationId: "app_1" }, { requestedById: "usr_1" }];
  for (const extra of strange) {
    expect(Subscribe.safeParse({ ...input, ...extra }).success).toBe(false);
    expect(MoveSubscription.safeParse({ action: "approve", ...extra }).success).toBe(false);
  }
  expect(MoveSubscription.safeParse({ action: "request" }).success).toBe(false);
});
