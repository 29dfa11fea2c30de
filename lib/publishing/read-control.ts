import type { Db } from "#lib/db";
import { ORDER_FIELDS, toOrder } from "./get-order.ts";
import type { ControlDto } from "./schema.ts";

/** What holds by order for a version in an environment, with who, why and until when. Whoever asks may see the version. */
export async function readControl(
  db: Db,
  at: { versionId: string; environmentId: string },
): Promise<ControlDto> {
  const control = await db.control.findUnique({
    where: { versionId_environmentId: at },
    select: { etag: true, pinTarget: true, pinUntil: true, pinOrderId: true, wantedOrderId: true },
  });
  if (!control) return { etag: 0, pin: null, latest: null };
  const { etag, pinTarget, pinUntil, pinOrderId, wantedOrderId } = control;
  const orders = await db.controlOrder.findMany({
    where: { id: { in: [pinOrderId ?? wantedOrderId, wantedOrderId] } },
    take: 2,
    select: ORDER_FIELDS,
  });
  const latest = orders.find(({ id }) => id === wantedOrderId);
  const pinned = pinTarget === null ? undefined : orders.find(({ id }) => id === pinOrderId);
  return {
    etag,
    latest: latest ? toOrder(latest) : null,
    pin: pinned
      ? {
          target: pinned.target,
          reason: pinned.reason,
          by: pinned.requestedByName,
          at: pinned.requestedAt.toISOString(),
          until: pinUntil?.toISOString() ?? null,
          orderId: pinned.id,
          isWritten: pinned.state === "written",
        }
      : null,
  };
}
