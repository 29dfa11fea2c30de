import { authorise } from "#lib/access";
import type { Ctx, Prisma } from "#lib/db";
import { AppError } from "#lib/errors";
import { pageSlice, type Page } from "#lib/paging";
import { KINDS } from "./kinds.ts";
import { readOutcomes } from "./outcomes.ts";
import type { NotificationDto, NotificationQuery } from "./schema.ts";

/*
 * A person's copies are read and marked by that person alone, whatever their role. What one has read is a matter of one's own
 * desk: it leaves no audit entry.
 */

const FIELDS = {
  eventId: true,
  readAt: true,
  event: { select: { kind: true, subject: true, text: true, path: true, at: true, facts: true } },
} as const satisfies Prisma.NotificationSelect;

/** One's own notifications by page, newest first. */
export async function listNotifications(ctx: Ctx, query: NotificationQuery): Promise<Page<NotificationDto>> {
  const userId = ownId(ctx);
  const where = { userId, ...(query.state === "unread" && { readAt: null }) };
  const [rows, total] = await Promise.all([
    ctx.db.notification.findMany({
      where,
      select: FIELDS,
      orderBy: { eventId: "desc" },
      ...pageSlice(query),
    }),
    ctx.db.notification.count({ where }),
  ]);
  return { items: await toDtos(ctx, rows), total, page: query.page, size: query.size };
}

/** Marks one as read, or as unread again. Throws `not_found` for another's. */
export async function markNotification(
  ctx: Ctx,
  { id, read }: { id: string; read: boolean },
): Promise<NotificationDto> {
  const key = { userId: ownId(ctx), eventId: id };
  await ctx.db.notification.updateMany({
    where: { ...key, readAt: read ? null : { not: null } },
    data: { readAt: read ? ctx.now : null },
  });
  const row = await ctx.db.notification.findUnique({ where: { userId_eventId: key }, select: FIELDS });
  if (!row) throw new AppError("not_found", "There is no such notification.");
  const [dto] = await toDtos(ctx, [row]);
  return dto as NotificationDto;
}

/** Marks all up to one as read; returns how many were not. */
export async function markAllNotifications(
  ctx: Ctx,
  { upTo }: { upTo: string },
): Promise<{ marked: number }> {
  const { count } = await ctx.db.notification.updateMany({
    where: { userId: ownId(ctx), readAt: null, eventId: { lte: upTo } },
    data: { readAt: ctx.now },
  });
  return { marked: count };
}

function ownId({ actor }: Ctx): string {
  authorise(actor, "notification.read", { userId: actor.id });
  return actor.id;
}

type Row = Prisma.NotificationGetPayload<{ select: typeof FIELDS }>;

/** What has been decided since is said, and not asked any more. */
async function toDtos(ctx: Ctx, rows: Row[]): Promise<NotificationDto[]> {
  const outcomes = await readOutcomes(
    ctx,
    rows.map(({ eventId: id, event: { kind, facts } }) => ({ id, kind, facts })),
  );
  return rows.map(({ eventId: id, readAt, event: { facts: _facts, at, ...event } }) => {
    const outcome = outcomes.get(id) ?? null;
    const text = outcome === null ? event.text : withoutQuestion(event);
    return { id, ...event, text, outcome, at: at.toISOString(), readAt: readAt?.toISOString() ?? null };
  });
}

function withoutQuestion({ kind, text }: { kind: string; text: string }): string {
  const asks = Object.entries<{ asks?: string }>(KINDS).find(([name]) => name === kind)?.[1].asks;
  return asks !== undefined && text.endsWith(`\n${asks}`) ? text.slice(0, -asks.length - 1) : text;
}
