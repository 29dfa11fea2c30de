import type { Ctx, Prisma } from "#lib/db";
import { AppError } from "#lib/errors";
import { deliveryOf } from "./delivery.ts";
import { findVersion } from "./find-version.ts";
import type { OrderDto, OrderParams, OrderSummary } from "./schema.ts";

/** What a summary is made of. */
export const ORDER_FIELDS = {
  id: true,
  action: true,
  target: true,
  reason: true,
  until: true,
  state: true,
  storeRevision: true,
  requestedAt: true,
  requestedByName: true,
  environment: { select: { slug: true } },
} as const satisfies Prisma.ControlOrderSelect;

type Row = Prisma.ControlOrderGetPayload<{ select: typeof ORDER_FIELDS }>;

export function toOrder({ environment, requestedAt, requestedByName, until, ...row }: Row): OrderSummary {
  return {
    ...row,
    until: until?.toISOString() ?? null,
    environment: environment.slug,
    requestedAt: requestedAt.toISOString(),
    requestedBy: requestedByName,
  };
}

/** How far an order has come: saved, written, applied by which gateways. */
export async function getOrder(ctx: Ctx, at: OrderParams): Promise<OrderDto> {
  const version = await findVersion(ctx, at);
  const row = await ctx.db.controlOrder.findFirst({
    where: { id: at.id, versionId: version.id },
    select: {
      ...ORDER_FIELDS,
      environmentId: true,
      writtenAt: true,
      receipts: {
        orderBy: { elapsedMs: "asc" },
        take: 1000,
        select: { node: true, elapsedMs: true, rejected: true, reason: true },
      },
    },
  });
  if (!row) throw new AppError("not_found", "There is no such order.");
  const { environmentId, writtenAt, receipts, ...summary } = row;
  const waitsFor = await ctx.db.control.findFirst({
    where: { versionId: version.id, environmentId, wantedOrderId: at.id, pending: true },
    select: { lastError: true },
  });
  const { requestedAt } = row;
  return {
    ...toOrder(summary),
    ...(await deliveryOf(ctx.db, { environmentId, requestedAt, writtenAt, receipts })),
    error: waitsFor?.lastError ?? null,
  };
}
