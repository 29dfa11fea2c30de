import { z } from "zod";
import { Reject } from "#lib/store/schema";

export const GatewayDto = z
  .object({
    id: z.string(),
    environment: z.string(),
    node: z.string(),
    softwareVersion: z.string(),
    connected: z.boolean(),
    lostAt: z.iso.datetime().nullable(),
    startedAt: z.iso.datetime(),
    lastSeenAt: z.iso.datetime(),
    appliedRevision: z.int(),
    behindBy: z.int().describe("Store revisions it has not applied."),
    routes: z.int(),
    rejects: z.array(Reject),
    drift: z.string().nullable(),
  })
  .meta({ id: "Gateway" });
export type GatewayDto = z.infer<typeof GatewayDto>;
