import type { Db } from "#lib/db";
import { newId } from "#lib/ids";

/** Events told to these people, oldest first; returns their ids. For tests. */
export async function makeNotifications(
  db: Db,
  { userIds, count }: { userIds: string[]; count: number },
): Promise<string[]> {
  const startMs = Date.UTC(2026, 10, 1);
  const rows = Array.from({ length: count }, (_, i) => {
    const at = new Date(startMs + i * 60_000);
    const id = newId("ntf", at.getTime());
    const words = { subject: `Subject ${i}`, text: `Text ${i}`, path: "/apis" };
    return { id, kind: "subscription.approved", dedupeKey: id, facts: {}, teamIds: [], at, ...words };
  });
  await db.notificationEvent.createMany({ data: rows });
  await db.notification.createMany({
    data: rows.flatMap(({ id }) => userIds.map((userId) => ({ userId, eventId: id }))),
  });
  return rows.map(({ id }) => id);
}
