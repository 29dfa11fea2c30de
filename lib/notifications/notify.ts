import type { Actor } from "#lib/access";
import { enqueue, type Tx } from "#lib/db";
import { newId } from "#lib/ids";
import type { Audience } from "./define.ts";
import type { FactsOf, NotificationKind } from "./kinds.ts";
import { render } from "./render.ts";

/** The worker's task that sends an event on by e-mail and webhooks. */
export const DELIVER_TASK = "deliver-notification";

/** What happened, for any kind. */
export type Happening = {
  [Kind in NotificationKind]: { kind: Kind; facts: FactsOf<Kind> };
}[NotificationKind] & {
  /** Names what happened within its kind, such as `sub_…:3`: a second `notify` of the same key tells nobody again. */
  key: string;
  now: Date;
  /** Whoever did it knows already, and is not told. */
  by?: Actor;
};

/**
 * Tells people, inside the transaction of the change it tells of (`change` of lib/db): both happen or neither. Recipients
 * are resolved now, one copy each; active users only. Where a team has nobody to tell, administrators are told.
 * E-mail and webhooks follow from the worker.
 */
export async function notify(tx: Tx, happening: Happening): Promise<void> {
  const { kind, key, now, by } = happening;
  const { audience, ...rendered } = render(kind, happening.facts);
  const id = newId("ntf", now.getTime());
  const dedupeKey = `${kind}:${key}`;
  const teamIds = audience.flatMap((one) => (one.to === "team" ? [one.teamId] : []));
  const { count } = await tx.notificationEvent.createMany({
    data: { id, kind, dedupeKey, at: now, teamIds, ...rendered, facts: rendered.facts as object },
    skipDuplicates: true,
  });
  if (count === 0) return;
  const event = { id, by: by?.id ?? "" };
  const matched = await tell(tx, event, audience);
  if (matched === 0) await tell(tx, event, [{ to: "role", role: "admin" }]);
  await enqueue(tx, { task: DELIVER_TASK, payload: { eventId: id } });
}

/** Writes the copies of all active users of the audience but the one who did it; returns how many are of the audience. */
async function tell(tx: Tx, event: { id: string; by: string }, audience: Audience[]): Promise<number> {
  const teams = audience.flatMap((one) =>
    one.to === "team" ? one.roles.map((role) => ({ teamId: one.teamId, role })) : [],
  );
  const roles = audience.flatMap((one) => (one.to === "role" ? [one.role] : []));
  const onCall = audience.flatMap((one) => (one.to === "on-call" ? [one] : []));
  const users = audience.flatMap((one) => (one.to === "user" ? [one.userId] : []));
  const [row] = await tx.$queryRaw<{ matched: number }[]>`
    WITH matched AS (
      SELECT u."id" FROM "User" u WHERE u."state" = 'active' AND (
        u."id" = ANY(${users}::text[]) OR u."role"::text = ANY(${roles}::text[])
        OR (u."onCall" AND ${onCall.length > 0} AND (${onCall.some(({ isPublic }) => isPublic)} OR u."role" <> 'member'
          OR EXISTS (SELECT 1 FROM "Membership" m WHERE m."userId" = u."id"
            AND m."teamId" = ANY(${onCall.flatMap(({ teamIds }) => teamIds)}::text[]))))
        OR EXISTS (SELECT 1 FROM "Membership" m WHERE m."userId" = u."id" AND (m."teamId", m."role"::text) IN (
          SELECT * FROM unnest(${teams.map(({ teamId }) => teamId)}::text[], ${teams.map(({ role }) => role)}::text[]))))
    ), told AS (
      INSERT INTO "Notification" ("userId", "eventId")
      SELECT "id", ${event.id} FROM matched WHERE "id" <> ${event.by}
    )
    SELECT count(*)::int AS matched FROM matched`;
  return row?.matched ?? 0;
}
