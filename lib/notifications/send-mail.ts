import { authorise } from "#lib/access";
import type { Ctx } from "#lib/db";
import { toHtml, type Mailer } from "#lib/mail";
import { isMailedByDefault } from "./mail-settings.ts";
import { NOTIFICATION_KINDS } from "./kinds.ts";

export const MAIL_TASK = "mail-notification";

/** Tries over about two days, later each time. */
const ATTEMPTS = 14;

/** Leaves the worker one job per person who wants this event by e-mail; asked twice, it leaves them once. Returns how many. */
export async function enqueueMails(ctx: Ctx, eventId: string): Promise<number> {
  authorise(ctx.actor, "notification.send");
  const event = await ctx.db.notificationEvent.findUnique({ where: { id: eventId }, select: { kind: true } });
  const kind = NOTIFICATION_KINDS.find((known) => known === event?.kind);
  if (kind === undefined) return 0;
  const rows = await ctx.db.$queryRaw<unknown[]>`
    SELECT (graphile_worker.add_job(${MAIL_TASK},
        payload => json_build_object('eventId', n."eventId", 'userId', n."userId"),
        job_key => 'mail:' || n."eventId" || ':' || n."userId",
        max_attempts => ${ATTEMPTS}::int)).id::text
    FROM "Notification" n
      JOIN "User" u ON u."id" = n."userId" AND u."state" = 'active'
      LEFT JOIN "NotificationPreference" p ON p."userId" = n."userId" AND p."kind" = ${kind}
    WHERE n."eventId" = ${eventId} AND n."mailedAt" IS NULL AND coalesce(p."email", ${isMailedByDefault(kind)})`;
  return rows.length;
}

interface Sending {
  copy: { eventId: string; userId: string };
  mailer: Mailer;
  /** Where browsers reach the portal, without a slash at the end. */
  portalUrl: string;
}

/** Mails one person's copy. Sent already, gone, or not active any more: nothing. Throws what the mail server said. */
export async function sendMail(ctx: Ctx, { copy, mailer, portalUrl }: Sending): Promise<void> {
  authorise(ctx.actor, "notification.send");
  const row = await ctx.db.notification.findUnique({
    where: { userId_eventId: copy },
    select: {
      mailedAt: true,
      user: { select: { name: true, email: true, state: true } },
      event: { select: { subject: true, text: true, path: true } },
    },
  });
  if (!row || row.mailedAt !== null || row.user.state !== "active") return;
  const { subject, text, path } = row.event;
  const url = `${portalUrl}${path}`;
  const foot = { text: "Choose what is mailed to you:", url: `${portalUrl}/notifications/settings` };
  await mailer.send({
    to: { name: row.user.name, address: row.user.email },
    subject,
    text: `${text}\n\n${url}\n\n-- \n${foot.text} ${foot.url}\n`,
    html: toHtml({ title: subject, text, link: { url, label: "Open in Understudy" }, foot }),
    messageId: `${copy.eventId}.${copy.userId}`,
  });
  await ctx.db.notification.updateMany({ where: copy, data: { mailedAt: ctx.now } });
}
