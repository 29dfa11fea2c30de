import { z } from "zod";
import { Delivery } from "#lib/publishing/schema";

/** A change of who may call what, on its way to the gateways: saved → written (rev n) → applied k/n. */
export const AccessDelivery = Delivery.extend({
  id: z.string(),
  state: z.enum(["saved", "written"]),
  requestedAt: z.iso.datetime(),
}).meta({ id: "AccessDelivery" });
export type AccessDelivery = z.infer<typeof AccessDelivery>;

/**
 * Whether what the database says holds at the gateways: all connected ones have applied it; some have not yet; none is
 * connected; or one refused it.
 */
export const Enforcement = z
  .enum(["in_force", "under_way", "no_gateway", "refused"])
  .meta({ id: "Enforcement", description: "Whether it holds at the connected gateways yet." });
export type Enforcement = z.infer<typeof Enforcement>;
