import { authorise } from "#lib/access";
import { change, enqueue, type Ctx, type Tx } from "#lib/db";
import { AppError } from "#lib/errors";
import { newId } from "#lib/ids";
import { findWebhook, subjectOf } from "./find-webhook.ts";
import { TEST_KIND } from "./schema.ts";

export const WEBHOOK_TASK = "send-webhook";

/** A delivery's job. Jobs of one endpoint run one after the other: a slow receiver holds up itself alone. */
export function enqueueDelivery(
  tx: Tx,
  { id, endpointId, runAt }: { id: string; endpointId: string; runAt?: Date },
): Promise<void> {
  return enqueue(tx, {
    task: WEBHOOK_TASK,
    payload: { deliveryId: id },
    key: `webhook:${id}`,
    queue: `webhook:${endpointId}`,
    ...(runAt ? { runAt } : {}),
  });
}

/**
 * Opens a delivery of an event for every webhook that wants it: the organisation's, and those of the teams it concerns. Asked
 * twice, it opens them once. Returns how many.
 */
export async function enqueueWebhooks(
  ctx: Ctx,
  { eventId, portalUrl }: { eventId: string; portalUrl: string },
): Promise<number> {
  authorise(ctx.actor, "notification.send");
  const event = await ctx.db.notificationEvent.findUnique({
    where: { id: eventId },
    select: { kind: true, at: true, subject: true, text: true, path: true, facts: true, teamIds: true },
  });
  if (!event) return 0;
  const endpoints = await ctx.db.webhookEndpoint.findMany({
    where: {
      enabled: true,
      kinds: { has: event.kind },
      OR: [{ teamId: null }, { teamId: { in: event.teamIds } }],
    },
    select: { id: true },
    orderBy: { id: "asc" },
    take: ENDPOINTS_MAX,
  });
  const { kind, at, subject, text, path, facts } = event;
  const payload = JSON.stringify({
    type: kind,
    timestamp: at.toISOString(),
    subject,
    text,
    url: `${portalUrl}${path}`,
    data: facts,
  });
  return ctx.db.$transaction(async (tx) => {
    const rows = endpoints.map(({ id: endpointId }) => ({
      id: newId("whd", ctx.now.getTime()),
      endpointId,
      eventId,
      kind,
      messageId: eventId,
      payload,
      createdAt: ctx.now,
      nextAttemptAt: ctx.now,
    }));
    const opened = await tx.webhookDelivery.createManyAndReturn({
      data: rows,
      skipDuplicates: true,
      select: { id: true, endpointId: true },
    });
    for (const delivery of opened) await enqueueDelivery(tx, delivery);
    return opened.length;
  });
}

/** Webhooks that hear of one event; above what the organisation and the few teams of an event may have (`WEBHOOKS_MAX`). */
const ENDPOINTS_MAX = 1_000;

/** Sends an event that tells of nothing, so that a receiver can be tried. Throws `not_found`; `conflict` while it is off. */
export async function testWebhook(
  ctx: Ctx,
  { id, portalUrl }: { id: string; portalUrl: string },
): Promise<{ delivery: string }> {
  const webhook = await findWebhook(ctx, id);
  const deed = { action: "webhook.test", kind: "webhook", id, ...subjectOf(webhook) } as const;
  return change(ctx, deed, async (tx) => {
    if (!webhook.enabled) throw isOff();
    const delivery = newId("whd", ctx.now.getTime());
    const payload = JSON.stringify({
      type: TEST_KIND,
      timestamp: ctx.now.toISOString(),
      subject: "A test of this webhook",
      text: `${ctx.actor.name} asked for it.`,
      url: `${portalUrl}/admin/webhooks/${id}`,
      data: {},
    });
    await tx.webhookDelivery.create({
      data: {
        id: delivery,
        endpointId: id,
        kind: TEST_KIND,
        messageId: newId("msg", ctx.now.getTime()),
        payload,
        createdAt: ctx.now,
        nextAttemptAt: ctx.now,
      },
    });
    await enqueueDelivery(tx, { id: delivery, endpointId: id });
    return { result: { delivery }, after: { delivery } };
  });
}

/** Sends a delivery again, at once, under the same `webhook-id`; retries start anew. Throws `not_found`; `conflict` while it is off. */
export async function replayDelivery(ctx: Ctx, at: { id: string; delivery: string }): Promise<void> {
  const webhook = await findWebhook(ctx, at.id);
  const deed = { action: "webhook.replay", kind: "webhook", id: at.id, ...subjectOf(webhook) } as const;
  await change(ctx, deed, async (tx) => {
    if (!webhook.enabled) throw isOff();
    const { count } = await tx.webhookDelivery.updateMany({
      where: { id: at.delivery, endpointId: at.id },
      data: { state: "pending", attempts: 0, nextAttemptAt: ctx.now },
    });
    if (count === 0) throw new AppError("not_found", "There is no such delivery.");
    await enqueueDelivery(tx, { id: at.delivery, endpointId: at.id });
    return { result: undefined, after: { delivery: at.delivery } };
  });
}

function isOff(): AppError {
  return new AppError("conflict", "The webhook is switched off. Switch it on first.");
}
