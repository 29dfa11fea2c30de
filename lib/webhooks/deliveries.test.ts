import { Webhook } from "standardwebhooks";
import { describe, expect, test } from "vitest";
import { makeTeam } from "#lib/testing";
import {
  createWebhook,
  enqueueWebhooks,
  getDelivery,
  getWebhook,
  replayDelivery,
  rotateWebhookSecret,
  testWebhook,
  trimDeliveries,
  updateWebhook,
} from "./index.ts";
import { webhookRig } from "./test-rig.ts";

const rig = await webhookRig();
const { db, ctx, create, send, newest, tell, sealingKey, portalUrl, receiver, owner, maintainer } = rig;
const { received } = receiver;

describe("an event", () => {
  test("goes to the webhooks of the teams it concerns and of the organisation, once, signed", async () => {
    const mine = await create(owner);
    await createWebhook(ctx(rig.admin), rig.input, { sealingKey });
    const off = await create(owner, { kinds: ["subscription.ended"] });
    const eventId = await tell("signed");
    await enqueueWebhooks(ctx(), { eventId, portalUrl });
    await enqueueWebhooks(ctx(), { eventId, portalUrl });
    expect(await db.webhookDelivery.count({ where: { endpointId: mine.id, eventId } })).toBe(1);
    expect(await db.webhookDelivery.count({ where: { endpointId: off.id } })).toBe(0);
    const organisations = await db.webhookDelivery.count({ where: { eventId, endpoint: { teamId: null } } });
    expect(organisations).toBe(1);

    const delivery = await newest(mine.id);
    receiver.status = 204;
    await send(delivery.id);
    const { headers, body } = received.at(-1) ?? { headers: {}, body: "" };
    expect(new Webhook(mine.secret).verify(body, headers as Record<string, string>)).toMatchObject({
      type: "subscription.approved",
      subject: "Approved: Shop may call Orders v1",
      url: "https://portal.example/applications/shop",
      data: { api: "orders", application: "shop" },
    });
    expect(headers["webhook-id"]).toBe(eventId);
    expect(await getDelivery(ctx(owner), { id: mine.id, delivery: delivery.id })).toMatchObject({
      state: "delivered",
      attempts: 1,
      lastStatus: 204,
      payload: body,
      log: [{ status: 204, error: null, response: "" }],
    });
    const before = received.length;
    await send(delivery.id);
    expect(received).toHaveLength(before);
  });

  test("does not go to another team's webhook", async () => {
    const mine = await create(owner);
    const stranger = await makeTeam(db);
    await enqueueWebhooks(ctx(), { eventId: await tell("private", stranger.id), portalUrl });
    expect(await db.webhookDelivery.count({ where: { endpointId: mine.id } })).toBe(0);
  });

  test("is signed by both secrets while they are changed over, and by one afterwards", async () => {
    const made = await create(owner);
    const rotated = await rotateWebhookSecret(ctx(owner), made.id, { sealingKey });
    const { delivery } = await testWebhook(ctx(owner), { id: made.id, portalUrl });
    await send(delivery);
    const last = () => received.at(-1) ?? { headers: {}, body: "" };
    for (const { secret } of [made, rotated]) {
      expect(new Webhook(secret).verify(last().body, last().headers as Record<string, string>)).toBeTruthy();
    }
    await replayDelivery(ctx(owner), { id: made.id, delivery });
    await send(delivery, new Date(Date.now() + 25 * 3_600_000));
    expect(String(last().headers["webhook-signature"]).split(" ")).toHaveLength(1);
  });

  test("that is refused is tried again later, under the same id, until it is taken", async () => {
    const { id } = await create(owner);
    const { delivery } = await testWebhook(ctx(owner), { id, portalUrl });
    receiver.status = 500;
    await send(delivery);
    const first = await newest(id);
    expect(first).toMatchObject({ state: "pending", attempts: 1, lastStatus: 500 });
    expect((await getWebhook(ctx(owner), id)).failingSince).not.toBeNull();
    const [job] = await db.$queryRaw<{ later: boolean; queue: string }[]>`
      SELECT "run_at" > now() AS later, "queue_name" AS queue FROM graphile_worker.jobs WHERE "key" = ${`webhook:${delivery}`}`;
    expect(job).toEqual({ later: true, queue: `webhook:${id}` });
    receiver.status = 204;
    await send(delivery);
    expect(await newest(id)).toMatchObject({ state: "delivered", attempts: 2, nextAttemptAt: null });
    expect(new Set(received.slice(-2).map(({ headers }) => headers["webhook-id"])).size).toBe(1);
    expect((await getWebhook(ctx(owner), id)).failingSince).toBeNull();
  });

  test("is replayed by hand", async () => {
    const { id } = await create(owner);
    const { delivery } = await testWebhook(ctx(owner), { id, portalUrl });
    receiver.status = 204;
    await send(delivery);
    await replayDelivery(ctx(owner), { id, delivery });
    expect(await newest(id)).toMatchObject({ state: "pending", attempts: 0 });
    await send(delivery);
    const detail = await getDelivery(ctx(owner), { id, delivery });
    expect(detail).toMatchObject({ state: "delivered", log: [{ status: 204 }, { status: 204 }] });
  });

  test("410, or three days of failures, switch the webhook off; those it belongs to are told", async () => {
    for (const [answer, failingSince] of [
      [410, null],
      [500, new Date(Date.now() - 73 * 3_600_000)],
    ] as const) {
      const { id, etag } = await create(owner);
      await db.webhookEndpoint.update({ where: { id }, data: { failingSince } });
      const { delivery } = await testWebhook(ctx(owner), { id, portalUrl });
      receiver.status = answer;
      await send(delivery);
      const off = await getWebhook(ctx(owner), id);
      expect(off).toMatchObject({ enabled: false, etag: etag + 1 });
      expect(off.disabledReason).toMatch(answer === 410 ? /410/ : /has failed since/);
      const told = await db.notification.findMany({
        where: { event: { kind: "webhook.disabled", path: `/admin/webhooks/${id}` } },
        select: { userId: true },
      });
      expect(told.map(({ userId }) => userId).toSorted()).toEqual([owner.id, maintainer.id].toSorted());
      await expect(testWebhook(ctx(owner), { id, portalUrl })).rejects.toMatchObject({ code: "conflict" });
      await enqueueWebhooks(ctx(), { eventId: await tell(`off-${answer}`), portalUrl });
      expect(await db.webhookDelivery.count({ where: { endpointId: id, eventId: { not: null } } })).toBe(0);
      const on = await updateWebhook(ctx(owner), { id, changes: { etag: off.etag, enabled: true } });
      expect(on).toMatchObject({ enabled: true, disabledReason: null, failingSince: null });
      receiver.status = 204;
      await replayDelivery(ctx(owner), { id, delivery });
      await send(delivery);
      expect(await newest(id)).toMatchObject({ state: "delivered" });
    }
  });

  test("that still waits when its webhook is switched off is not sent", async () => {
    const { id, etag } = await create(owner);
    const { delivery } = await testWebhook(ctx(owner), { id, portalUrl });
    await updateWebhook(ctx(owner), { id, changes: { etag, enabled: false } });
    const before = received.length;
    await send(delivery);
    expect(received).toHaveLength(before);
    expect(await newest(id)).toMatchObject({ state: "failed", lastError: "The webhook was switched off." });
  });

  test("is forgotten after a month, with its log", async () => {
    const { id } = await create(owner);
    const { delivery } = await testWebhook(ctx(owner), { id, portalUrl });
    await send(delivery);
    await trimDeliveries({ ...ctx(), now: new Date(Date.now() + 31 * 86_400_000) });
    expect(await db.webhookDelivery.count()).toBe(
      await db.webhookDelivery.count({ where: { state: "pending" } }),
    );
    expect(await db.webhookAttempt.count({ where: { deliveryId: delivery } })).toBe(0);
  });
});
