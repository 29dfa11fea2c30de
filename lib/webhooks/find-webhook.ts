import { may, type Subject } from "#lib/access";
import type { Ctx, Prisma } from "#lib/db";
import { AppError } from "#lib/errors";
import type { WebhookDto } from "./schema.ts";

export const WEBHOOK = {
  id: true,
  teamId: true,
  url: true,
  description: true,
  kinds: true,
  enabled: true,
  disabledReason: true,
  failingSince: true,
  previousSecretUntil: true,
  etag: true,
  createdAt: true,
  team: { select: { slug: true, name: true } },
  deliveries: {
    select: { createdAt: true, state: true, lastStatus: true },
    orderBy: { id: "desc" },
    take: 1,
  },
} as const satisfies Prisma.WebhookEndpointSelect;

export type WebhookRow = Prisma.WebhookEndpointGetPayload<{ select: typeof WEBHOOK }>;

/** Without a team only administrators are concerned. */
export function subjectOf({ teamId }: { teamId: string | null }): Subject {
  return teamId === null ? {} : { teamId };
}

/** A webhook that the actor may see. Throws `not_found` for every other: nobody learns which there are. */
export async function findWebhook({ actor, db }: Ctx, id: string): Promise<WebhookRow> {
  const row = await db.webhookEndpoint.findUnique({ where: { id }, select: WEBHOOK });
  if (!row || !may(actor, "webhook.read", subjectOf(row))) {
    throw new AppError("not_found", "There is no such webhook.");
  }
  return row;
}

/** What is told of a webhook: everything but its secrets. */
export function toWebhookDto(row: WebhookRow, now: Date): WebhookDto {
  const { teamId: _teamId, deliveries, previousSecretUntil, ...rest } = row;
  const [last] = deliveries;
  const isRotating = previousSecretUntil !== null && previousSecretUntil > now;
  return {
    ...rest,
    failingSince: row.failingSince?.toISOString() ?? null,
    previousSecretUntil: isRotating ? previousSecretUntil.toISOString() : null,
    createdAt: row.createdAt.toISOString(),
    lastDelivery: last
      ? { at: last.createdAt.toISOString(), state: last.state, status: last.lastStatus }
      : null,
  };
}
