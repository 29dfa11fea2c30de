import { may } from "#lib/access";
import type { Ctx } from "#lib/db";
import { AppError } from "#lib/errors";
import { pageSlice, type Page } from "#lib/paging";
import { findWebhook, subjectOf, toWebhookDto, WEBHOOK } from "./find-webhook.ts";
import type { DeliveryDetail, DeliveryDto, DeliveryQuery, WebhookDto, WebhookQuery } from "./schema.ts";

/** Attempts shown of one delivery. */
const LOG_MAX = 50;

/** The webhooks of a team, or the organisation's, newest first. Throws `not_found` for those it is not for. */
export async function listWebhooks(ctx: Ctx, query: WebhookQuery): Promise<Page<WebhookDto>> {
  const teamId = await readableTeam(ctx, query.team);
  const where = { teamId };
  const [rows, total] = await Promise.all([
    ctx.db.webhookEndpoint.findMany({
      where,
      select: WEBHOOK,
      orderBy: [{ createdAt: "desc" }, { id: "desc" }],
      ...pageSlice(query),
    }),
    ctx.db.webhookEndpoint.count({ where }),
  ]);
  return {
    items: rows.map((row) => toWebhookDto(row, ctx.now)),
    total,
    page: query.page,
    size: query.size,
  };
}

async function readableTeam({ actor, db }: Ctx, slug: string | undefined): Promise<string | null> {
  const team =
    slug === undefined ? null : await db.team.findUnique({ where: { slug }, select: { id: true } });
  const teamId = team?.id ?? null;
  const isThere = slug === undefined || teamId !== null;
  if (isThere && may(actor, "webhook.read", subjectOf({ teamId }))) return teamId;
  throw new AppError("not_found", "There are no webhooks here that you may see.");
}

/** One webhook. Throws `not_found`. */
export async function getWebhook(ctx: Ctx, id: string): Promise<WebhookDto> {
  return toWebhookDto(await findWebhook(ctx, id), ctx.now);
}

const DELIVERY = {
  id: true,
  kind: true,
  messageId: true,
  state: true,
  attempts: true,
  createdAt: true,
  nextAttemptAt: true,
  lastStatus: true,
  lastError: true,
} as const;

/** What was sent to a webhook, newest first. */
export async function listDeliveries(
  ctx: Ctx,
  { id, query }: { id: string; query: DeliveryQuery },
): Promise<Page<DeliveryDto>> {
  await findWebhook(ctx, id);
  const where = { endpointId: id, ...(query.state && { state: query.state }) };
  const [rows, total] = await Promise.all([
    ctx.db.webhookDelivery.findMany({
      where,
      select: DELIVERY,
      orderBy: { id: "desc" },
      ...pageSlice(query),
    }),
    ctx.db.webhookDelivery.count({ where }),
  ]);
  return { items: rows.map(toDelivery), total, page: query.page, size: query.size };
}

/** One delivery with its body and its newest attempts. Throws `not_found`, also for another webhook's. */
export async function getDelivery(ctx: Ctx, at: { id: string; delivery: string }): Promise<DeliveryDetail> {
  await findWebhook(ctx, at.id);
  const row = await ctx.db.webhookDelivery.findFirst({
    where: { id: at.delivery, endpointId: at.id },
    select: {
      ...DELIVERY,
      payload: true,
      log: {
        select: { at: true, status: true, error: true, elapsedMs: true, response: true },
        orderBy: { id: "desc" },
        take: LOG_MAX,
      },
    },
  });
  if (!row) throw new AppError("not_found", "There is no such delivery.");
  const { log, payload, ...delivery } = row;
  return {
    ...toDelivery(delivery),
    payload,
    log: log.map((attempt) => ({ ...attempt, at: attempt.at.toISOString() })),
  };
}

function toDelivery(
  row: Omit<DeliveryDto, "createdAt" | "nextAttemptAt"> & { createdAt: Date; nextAttemptAt: Date | null },
): DeliveryDto {
  return {
    ...row,
    createdAt: row.createdAt.toISOString(),
    nextAttemptAt: row.nextAttemptAt?.toISOString() ?? null,
  };
}
