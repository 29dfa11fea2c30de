import { wakeWorker, type Tx } from "#lib/db";
import type { Controls } from "#lib/fallback/schema";
import { newId } from "#lib/ids";
import type { GiveOrder } from "./schema.ts";

/** What holds by order, as it is kept. */
export interface KeptControl {
  etag: number;
  pinTarget: string | null;
  pinUntil: Date | null;
  pinOrderId: string | null;
  releases: NonNullable<Controls["releases"]>;
}

interface At {
  versionId: string;
  environment: { id: string; slug: string };
}

/** The orders that hold; nothing was ever ordered: `undefined`. The version must be locked. */
export async function readKept(tx: Tx, at: At): Promise<KeptControl | undefined> {
  const row = await tx.control.findUnique({
    where: { versionId_environmentId: { versionId: at.versionId, environmentId: at.environment.id } },
    select: { etag: true, pinTarget: true, pinUntil: true, pinOrderId: true, releases: true },
  });
  return row ? { ...row, releases: row.releases as KeptControl["releases"] } : undefined;
}

export interface NewOrder {
  action: GiveOrder["action"];
  target: string;
  reason: string;
  until?: Date | null;
  requestedById: string;
  requestedByName: string;
  requestedAt: Date;
  /** What holds from now on. */
  releases: KeptControl["releases"];
}

/**
 * Records an order and what holds with it. A pin holds until it is released, so any other order leaves the present one.
 * Orders that are not written yet are superseded: the latest says all. The version must be locked. Returns the order's id.
 */
export async function writeOrder(
  tx: Tx,
  { versionId, environment }: At,
  given: NewOrder & { kept: KeptControl | undefined },
): Promise<string> {
  const { kept, releases, until = null, ...order } = given;
  const environmentId = environment.id;
  const id = newId("ord");
  await tx.controlOrder.updateMany({
    where: { versionId, environmentId, state: "saved" },
    data: { state: "superseded" },
  });
  await tx.controlOrder.create({ data: { ...order, until, id, versionId, environmentId } });
  const next = {
    ...pinAfter(kept, { action: order.action, target: order.target, until, id }),
    releases,
    wantedOrderId: id,
    pending: true,
    lastError: null,
  };
  await tx.control.upsert({
    where: { versionId_environmentId: { versionId, environmentId } },
    create: { versionId, environmentId, ...next },
    update: { ...next, etag: { increment: 1 } },
  });
  await wakeWorker(tx, environment.slug);
  return id;
}

function pinAfter(
  kept: KeptControl | undefined,
  order: { action: GiveOrder["action"]; target: string; until: Date | null; id: string },
) {
  switch (order.action) {
    case "pin":
      return { pinTarget: order.target, pinUntil: order.until, pinOrderId: order.id };
    case "release_pin":
      return { pinTarget: null, pinUntil: null, pinOrderId: null };
    case "fail_back":
      return {
        pinTarget: kept?.pinTarget ?? null,
        pinUntil: kept?.pinUntil ?? null,
        pinOrderId: kept?.pinOrderId ?? null,
      };
  }
}
