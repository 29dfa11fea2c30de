import { authorise } from "#lib/access";
import { change, type Ctx, type Prisma, type Tx } from "#lib/db";
import type { EgressGuard } from "#lib/egress";
import { notify } from "#lib/notifications";
import { unseal } from "#lib/signing";
import { enqueueDelivery } from "./enqueue-webhooks.ts";
import { post } from "./post.ts";
import { judge, type AttemptOutcome, type Verdict } from "./retry.ts";
import { signedHeaders } from "./sign.ts";

interface Sending {
  deliveryId: string;
  /** Any of them may have sealed a secret. */
  sealingKeys: readonly Buffer[];
  guard: EgressGuard;
  /** 0 … 1, for the spread of retries. */
  draw: number;
}

const ENDPOINT = {
  id: true,
  teamId: true,
  url: true,
  secret: true,
  previousSecret: true,
  previousSecretUntil: true,
  enabled: true,
  failingSince: true,
} as const satisfies Prisma.WebhookEndpointSelect;
type Endpoint = Prisma.WebhookEndpointGetPayload<{ select: typeof ENDPOINT }>;

interface Delivery {
  id: string;
  messageId: string;
  payload: string;
  attempts: number;
  endpoint: Endpoint;
}

/**
 * Makes one attempt of a delivery and writes down what came of it: the log, when to try again, and whether the endpoint is
 * switched off. Nothing happens for a delivery that is over or gone. A failed attempt is no failing job: the log shows it.
 */
export async function sendWebhook(
  ctx: Ctx,
  { deliveryId, sealingKeys, guard, draw }: Sending,
): Promise<void> {
  authorise(ctx.actor, "notification.send");
  const delivery = await ctx.db.webhookDelivery.findFirst({
    where: { id: deliveryId, state: "pending" },
    select: { id: true, messageId: true, payload: true, attempts: true, endpoint: { select: ENDPOINT } },
  });
  if (!delivery) return;
  const { endpoint } = delivery;
  if (!endpoint.enabled) {
    await ctx.db.webhookDelivery.updateMany({
      where: { id: delivery.id, state: "pending" },
      data: { state: "failed", nextAttemptAt: null, lastError: "The webhook was switched off." },
    });
    return;
  }
  const headers = signedHeaders(
    { id: delivery.messageId, at: ctx.now, body: delivery.payload },
    secretsOf(endpoint, ctx.now).map((sealed) => unseal(sealed, sealingKeys)),
  );
  const outcome = await post({ url: endpoint.url, headers, body: delivery.payload, guard });
  await record(ctx, delivery, { outcome, draw });
}

/** The present secret, and while a rotation lasts the one before. */
function secretsOf({ secret, previousSecret, previousSecretUntil }: Endpoint, now: Date): string[] {
  const isRotating = previousSecret !== null && previousSecretUntil !== null && previousSecretUntil > now;
  return isRotating ? [secret, previousSecret] : [secret];
}

async function record(
  ctx: Ctx,
  delivery: Delivery,
  { outcome, draw }: { outcome: AttemptOutcome; draw: number },
): Promise<void> {
  const { endpoint } = delivery;
  const attempts = delivery.attempts + 1;
  const verdict = judge(outcome, { attempts, now: ctx.now, failingSince: endpoint.failingSince, draw });
  if (verdict.next === "disable") await disable(ctx, endpoint, verdict.reason);
  await ctx.db.$transaction(async (tx) => {
    const { status, error, response, elapsedMs } = outcome;
    // Deleted while it was asked: nothing to write down.
    const { count } = await tx.webhookDelivery.updateMany({
      where: { id: delivery.id },
      data: { attempts, lastStatus: status, lastError: error, ...stateAfter(verdict, ctx.now) },
    });
    if (count === 0) return;
    await tx.webhookAttempt.create({
      data: { deliveryId: delivery.id, at: ctx.now, status, error, elapsedMs, response },
    });
    await noteHealth(tx, endpoint, verdict.next === "delivered" ? null : ctx.now);
    if (verdict.next !== "retry") return;
    const runAt = new Date(ctx.now.getTime() + verdict.delayMs);
    await enqueueDelivery(tx, { id: delivery.id, endpointId: endpoint.id, runAt });
  });
}

function stateAfter(verdict: Verdict, now: Date) {
  switch (verdict.next) {
    case "delivered":
      return { state: "delivered", nextAttemptAt: null } as const;
    case "retry":
      return { state: "pending", nextAttemptAt: new Date(now.getTime() + verdict.delayMs) } as const;
    case "failed":
    case "disable":
      return { state: "failed", nextAttemptAt: null } as const;
  }
}

async function noteHealth(tx: Tx, { id }: Endpoint, failedAt: Date | null): Promise<void> {
  await tx.webhookEndpoint.updateMany({
    where: failedAt === null ? { id, failingSince: { not: null } } : { id, failingSince: null },
    data: { failingSince: failedAt },
  });
}

/** Switches an endpoint off and tells those it belongs to. */
async function disable(ctx: Ctx, endpoint: Endpoint, reason: string): Promise<void> {
  const { id, teamId, url } = endpoint;
  const { host } = new URL(url);
  await change(ctx, { action: "webhook.disable", kind: "webhook", id }, async (tx) => {
    const { count } = await tx.webhookEndpoint.updateMany({
      where: { id, enabled: true },
      data: { enabled: false, disabledReason: reason, etag: { increment: 1 } },
    });
    if (count > 0) {
      const facts = { webhookId: id, host, teamId: teamId ?? "", reason };
      await notify(tx, {
        kind: "webhook.disabled",
        key: `${id}:${ctx.now.toISOString()}`,
        now: ctx.now,
        facts,
      });
    }
    return { result: undefined, after: { host, reason } };
  });
}
