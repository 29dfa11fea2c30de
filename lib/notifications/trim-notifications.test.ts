import { expect, it } from "vitest";
import { newId } from "#lib/ids";
import { makeUser, testDatabase } from "#lib/testing";
import { trimNotifications } from "./index.ts";

const { db, ctx } = await testDatabase();
const DAY_MS = 86_400_000;
const worker = ctx({ kind: "system", id: "worker", name: "Worker" });

it("deletes what is past its retention, with everybody's copies, and nothing else", async () => {
  const reader = await makeUser(db);
  const eventOf = async (daysAgo: number) => {
    const id = newId("ntf");
    const at = new Date(worker.now.getTime() - daysAgo * DAY_MS);
    const rest = { kind: "key.expiring", dedupeKey: id, subject: "s", text: "t", path: "/", facts: {} };
    await db.notificationEvent.create({ data: { id, at, ...rest } });
    await db.notification.create({ data: { userId: reader.id, eventId: id } });
    return id;
  };
  const [old, recent] = [await eventOf(181), await eventOf(179)];
  expect(await trimNotifications(worker)).toBeGreaterThanOrEqual(1);
  const left = await db.notification.findMany({ where: { userId: reader.id }, select: { eventId: true } });
  expect(left).toEqual([{ eventId: recent }]);
  expect(await db.notificationEvent.count({ where: { id: old } })).toBe(0);
});

it("is nobody's but the worker's", async () => {
  await expect(trimNotifications(ctx(await makeUser(db, { role: "admin" })))).rejects.toMatchObject({
    code: "forbidden",
  });
});
