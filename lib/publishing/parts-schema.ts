import { z } from "zod";
import { Bindings, UnboundPolicy } from "#lib/fallback/schema";
import { Slug } from "#lib/ids/schema";

export const PartsQuery = z.strictObject({ environment: Slug });
export type PartsQuery = z.infer<typeof PartsQuery>;

/** A version that a chain gets by naming one: that one, or one in its chain. What decides which of its targets answers. */
export const ChainPartDto = z
  .object({
    api: z.string(),
    version: z.string(),
    isBlocked: z.boolean(),
    published: z
      .object({
        revision: z.int(),
        routes: z.array(
          z.object({ pathPrefix: z.string(), methods: z.array(z.string()), stripPrefix: z.boolean() }),
        ),
        policy: UnboundPolicy,
        bindings: Bindings.describe("Made-up hosts, the same for targets on the same host; no credentials."),
      })
      .nullable()
      .describe("Null: it is not published there."),
  })
  .meta({ id: "ChainPart" });
export type ChainPartDto = z.infer<typeof ChainPartDto>;
