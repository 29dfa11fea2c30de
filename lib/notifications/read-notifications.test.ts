import { describe, expect, test } from "vitest";
import { ANONYMOUS } from "#lib/access";
import type { Mailer, MailMessage } from "#lib/mail";
import { makeUser, testDatabase } from "#lib/testing";
import {
  enqueueMails,
  getMailSettings,
  listNotifications,
  markAllNotifications,
  markNotification,
  MailChoices,
  NotificationList,
  sendMail,
  updateMailSettings,
} from "./index.ts";
import { makeNotifications } from "./test-rows.ts";

const { db, ctx } = await testDatabase();
const anna = await makeUser(db);
const ben = await makeUser(db);
const admin = await makeUser(db, { role: "admin" });
const query = NotificationList.parse({});

describe("one's own notifications", async () => {
  const ids = await makeNotifications(db, { userIds: [anna.id], count: 5 });
  await makeNotifications(db, { userIds: [ben.id], count: 1 });

  test("come newest first, by page", async () => {
    const page = await listNotifications(ctx(anna), { ...query, size: 2 });
    expect(page).toMatchObject({ total: 5, page: 1, size: 2 });
    expect(page.items.map(({ id }) => id)).toEqual(ids.toReversed().slice(0, 2));
    const last = await listNotifications(ctx(anna), { ...query, size: 2, page: 3 });
    expect(last.items.map(({ id }) => id)).toEqual(ids.slice(0, 1));
  });

  test("are nobody else's: not to list, not to mark, not even for an administrator", async () => {
    const [id = ""] = ids;
    for (const other of [ben, admin]) {
      const seen = await listNotifications(ctx(other), query);
      expect(seen.items.map((item) => item.id)).not.toContain(id);
      await expect(markNotification(ctx(other), { id, read: true })).rejects.toMatchObject({
        code: "not_found",
      });
    }
    expect(await markAllNotifications(ctx(admin), { upTo: "ntf_zzzz" })).toEqual({ marked: 0 });
    expect(await listNotifications(ctx(anna), { ...query, state: "unread" })).toMatchObject({ total: 5 });
  });

  test("are read one by one, and unread again; a second time changes nothing", async () => {
    const id = ids.at(-1) ?? "";
    const read = await markNotification(ctx(anna), { id, read: true });
    expect(read.readAt).not.toBeNull();
    expect((await markNotification(ctx(anna), { id, read: true })).readAt).toBe(read.readAt);
    expect(await listNotifications(ctx(anna), { ...query, state: "unread" })).toMatchObject({ total: 4 });
    expect(await markNotification(ctx(anna), { id, read: false })).toMatchObject({ readAt: null });
  });

  test("are read all at once, but for what came since", async () => {
    const upTo = ids.at(-2) ?? "";
    expect(await markAllNotifications(ctx(anna), { upTo })).toEqual({ marked: 4 });
    const left = await listNotifications(ctx(anna), { ...query, state: "unread" });
    expect(left.items.map(({ id }) => id)).toEqual(ids.slice(-1));
  });

  test("visitors and gateways have none", async () => {
    const gateway = { kind: "gateway", id: "g", name: "g", environment: "production" } as const;
    for (const actor of [ANONYMOUS, gateway]) {
      for (const run of [
        () => listNotifications(ctx(actor), query),
        () => markNotification(ctx(actor), { id: ids[0] ?? "", read: true }),
        () => markAllNotifications(ctx(actor), { upTo: ids[0] ?? "" }),
        () => getMailSettings(ctx(actor)),
        () => updateMailSettings(ctx(actor), { mail: {} }),
      ]) {
        await expect(run()).rejects.toMatchObject({ code: "forbidden" });
      }
    }
  });
});

test("only the product itself sends mail", async () => {
  const [eventId = ""] = await makeNotifications(db, { userIds: [anna.id], count: 1 });
  const sent: MailMessage[] = [];
  const mailer: Mailer = { send: async (message) => void sent.push(message), close: () => undefined };
  const sending = { copy: { eventId, userId: anna.id }, mailer, portalUrl: "https://portal.example" };
  for (const actor of [anna, admin]) {
    await expect(enqueueMails(ctx(actor), eventId)).rejects.toMatchObject({ code: "forbidden" });
    await expect(sendMail(ctx(actor), sending)).rejects.toMatchObject({ code: "forbidden" });
  }
  await sendMail(ctx(), sending);
  await sendMail(ctx(), sending);
  expect(sent).toMatchObject([{ to: { address: anna.email }, messageId: `${eventId}.${anna.id}` }]);
});

describe("e-mail by kind", () => {
  test("is on until one chooses otherwise, kind by kind", async () => {
    expect((await getMailSettings(ctx(ben))).mail).toMatchObject({
      "subscription.requested": true,
      "subscription.ended": true,
    });
    await updateMailSettings(ctx(ben), { mail: { "subscription.ended": false } });
    await updateMailSettings(ctx(ben), { mail: { "subscription.requested": false } });
    await updateMailSettings(ctx(ben), { mail: { "subscription.requested": true } });
    expect((await getMailSettings(ctx(ben))).mail).toMatchObject({
      "subscription.requested": true,
      "subscription.ended": false,
    });
    expect((await getMailSettings(ctx(anna))).mail).toMatchObject({ "subscription.ended": true });
    expect(await db.auditEntry.count({ where: { action: "notification.choose", actorId: ben.id } })).toBe(3);
  });

  test("knows no other kind and no other field", () => {
    expect(MailChoices.safeParse({ mail: { "made.up": true } }).success).toBe(false);
    expect(MailChoices.safeParse({ mail: {}, userId: "usr_1" }).success).toBe(false);
  });
});
