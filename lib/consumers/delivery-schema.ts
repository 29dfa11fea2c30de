import type { Delivery } from "#lib/publishing/schema";

/** A change of who may call what, on its way to the gateways: saved → written (rev n) → applied k/n. */
export interface AccessDelivery extends Delivery {
  id: string;
  state: "saved" | "written";
  requestedAt: string;
}

/**
 * Whether what the database says holds at the gateways: all connected ones have applied it; some have not yet; none is
 * connected; or one refused it.
 */
export type Enforcement = "in_force" | "under_way" | "no_gateway" | "refused";
