import { describe, expect, test } from "vitest";
import { updateEgressSettings } from "#lib/catalogue";
import { EGRESS_DEFAULT } from "#lib/egress";
import { AppError } from "#lib/errors";
import {
  createWebhook,
  CreateWebhook,
  deleteWebhook,
  DeliveryList,
  enqueueWebhooks,
  getDelivery,
  getWebhook,
  listDeliveries,
  listWebhooks,
  replayDelivery,
  rotateWebhookSecret,
  sendWebhook,
  testWebhook,
  trimDeliveries,
  updateWebhook,
  WebhookChanges,
  WebhookList,
  WEBHOOKS_MAX,
} from "./index.ts";
import { makeTeam } from "#lib/testing";
import { webhookRig } from "./test-rig.ts";

const rig = await webhookRig();
const { db, ctx, create, sealingKey, guard, portalUrl, team, elsewhere, egress, input } = rig;
const { owner, maintainer, viewer, outsider, admin, governance } = rig;
const deliveries = DeliveryList.api.parse({});

const egressEtag = async () =>
  (await db.setting.findUniqueOrThrow({ where: { key: "egress" }, select: { etag: true } })).etag;

describe("a webhook", () => {
  test("is opened by those who decide in the team; for the organisation, by administrators", async () => {
    for (const actor of [owner, maintainer, admin]) expect((await create(actor)).team?.slug).toBe(team.slug);
    for (const actor of [viewer, outsider, governance]) {
      await expect(create(actor)).rejects.toMatchObject({ code: "forbidden" });
    }
    for (const actor of [owner, governance]) {
      await expect(createWebhook(ctx(actor), input, { sealingKey })).rejects.toMatchObject({
        code: "forbidden",
      });
    }
    expect((await createWebhook(ctx(admin), input, { sealingKey })).team).toBeNull();
    const { total } = await listWebhooks(ctx(admin), WebhookList.api.parse({}));
    expect(total).toBe(1);
    expect((await listWebhooks(ctx(owner), WebhookList.api.parse({ team: team.slug }))).total).toBe(3);
  });

  test("does not exist for anybody else, whatever they try", async () => {
    const { id, etag } = await create(owner);
    const { delivery } = await testWebhook(ctx(owner), { id, portalUrl });
    for (const actor of [viewer, outsider, governance]) {
      for (const run of [
        () => listWebhooks(ctx(actor), WebhookList.api.parse({ team: team.slug })),
        () => listWebhooks(ctx(actor), WebhookList.api.parse({})),
        () => getWebhook(ctx(actor), id),
        () => updateWebhook(ctx(actor), { id, changes: { etag, enabled: false } }),
        () => rotateWebhookSecret(ctx(actor), id, { sealingKey }),
        () => deleteWebhook(ctx(actor), id),
        () => testWebhook(ctx(actor), { id, portalUrl }),
        () => listDeliveries(ctx(actor), { id, query: deliveries }),
        () => getDelivery(ctx(actor), { id, delivery }),
        () => replayDelivery(ctx(actor), { id, delivery }),
      ]) {
        await expect(run()).rejects.toMatchObject({ code: "not_found" });
      }
    }
    const other = await createWebhook(ctx(outsider), { ...input, team: elsewhere.slug }, { sealingKey });
    await expect(getDelivery(ctx(outsider), { id: other.id, delivery })).rejects.toMatchObject({
      code: "not_found",
    });
    await expect(replayDelivery(ctx(outsider), { id: other.id, delivery })).rejects.toMatchObject({
      code: "not_found",
    });
    for (const run of [
      () => enqueueWebhooks(ctx(owner), { eventId: "ntf_1", portalUrl }),
      () => sendWebhook(ctx(owner), { deliveryId: delivery, sealingKeys: [sealingKey], guard, draw: 0 }),
      () => trimDeliveries(ctx(owner)),
    ]) {
      await expect(run()).rejects.toMatchObject({ code: "forbidden" });
    }
  });

  test("tells its secret once; neither database nor audit nor any later answer has it", async () => {
    const made = await create(owner);
    const rotated = await rotateWebhookSecret(ctx(owner), made.id, { sealingKey });
    expect(rotated.secret).not.toBe(made.secret);
    const { id } = made;
    const told = JSON.stringify([
      await getWebhook(ctx(owner), id),
      await listWebhooks(ctx(owner), WebhookList.api.parse({ team: team.slug })),
      await updateWebhook(ctx(owner), { id, changes: { etag: rotated.etag, description: "x" } }),
      await db.webhookEndpoint.findUniqueOrThrow({ where: { id } }),
      (await db.auditEntry.findMany({ where: { objectId: id } })).map((row) => ({
        ...row,
        id: String(row.id),
      })),
    ]);
    for (const secret of [made.secret, rotated.secret]) expect(told).not.toContain(secret.slice(6));
    const audit = await db.auditEntry.findMany({
      where: { objectId: id },
      select: { before: true, after: true },
    });
    expect(JSON.stringify(audit)).not.toContain("token-in-the-path");
  });

  test.each([
    ["https://127.0.0.1/hook", /loopback/],
    ["https://[::ffff:169.254.169.254]/", /never called/],
    ["http://example.com/", /https:\/\//],
    ["ftp://example.com/", /https:\/\//],
    ["https://user:pass@example.com/", /user name and password/],
  ])("does not lead to %s", async (address, message) => {
    await updateEgressSettings(ctx(admin), { ...EGRESS_DEFAULT, etag: await egressEtag() });
    const error = await create(owner, { url: address }).catch((thrown: unknown) => thrown);
    await updateEgressSettings(ctx(admin), { ...egress, etag: await egressEtag() });
    expect(error).toBeInstanceOf(AppError);
    expect(error).toMatchObject({
      code: "unprocessable",
      issues: [{ path: ["url"], message: expect.stringMatching(message) }],
    });
  });

  test("of two who change it at once, one is told", async () => {
    const { id, etag } = await create(owner);
    const both = await Promise.allSettled(
      ["a", "b"].map((description) => updateWebhook(ctx(owner), { id, changes: { etag, description } })),
    );
    expect(both.map((one) => one.status).toSorted()).toEqual(["fulfilled", "rejected"]);
    expect(both.find((one) => one.status === "rejected")?.reason).toMatchObject({ code: "stale" });
  });

  test("is one of so many of a team, however many are opened at once", async () => {
    const crowded = await makeTeam(db);
    const open = () => createWebhook(ctx(admin), { ...input, team: crowded.slug }, { sealingKey });
    const { id } = await open();
    const { secret } = await db.webhookEndpoint.findUniqueOrThrow({
      where: { id },
      select: { secret: true },
    });
    await db.webhookEndpoint.createMany({
      data: Array.from({ length: WEBHOOKS_MAX - 2 }, (_, i) => ({
        id: `whk_bound_${i}`,
        teamId: crowded.id,
        url: input.url,
        kinds: input.kinds,
        secret,
        createdById: admin.id,
      })),
    });
    const both = await Promise.allSettled([open(), open()]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    expect(both.find(({ status }) => status === "rejected")).toMatchObject({
      reason: { code: "conflict", message: expect.stringContaining(`${WEBHOOKS_MAX} webhooks`) },
    });
    const seen = await Promise.all(
      [1, 2, 3].map(async (page) =>
        listWebhooks(ctx(admin), WebhookList.api.parse({ team: crowded.slug, page })),
      ),
    );
    expect(new Set(seen.flatMap(({ items }) => items.map((one) => one.id))).size).toBe(WEBHOOKS_MAX);
    expect((await create(owner)).team?.slug).toBe(team.slug);
  });

  test("takes no unknown field and no unknown kind", () => {
    const given = { url: "https://example.com/", kinds: input.kinds };
    expect(CreateWebhook.safeParse(given).success).toBe(true);
    expect(CreateWebhook.safeParse({ ...given, secret: "whsec_x" }).success).toBe(false);
    expect(CreateWebhook.safeParse({ ...given, kinds: ["made.up"] }).success).toBe(false);
    expect(WebhookChanges.safeParse({ etag: 1, teamId: elsewhere.id }).success).toBe(false);
  });
});
