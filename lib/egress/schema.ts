import { z } from "zod";
import { parseEntry } from "./entry.ts";

/** One line of a list: a CIDR range, an address, or a host name (`api.example.com`, `*.example.com`). */
export const EgressEntry = z
  .string()
  .trim()
  .toLowerCase()
  .max(253)
  .refine(
    (text) => parseEntry(text) !== undefined,
    "An address, a CIDR range (10.0.0.0/8) or a host name (*.example.com).",
  );

/** What the product itself may call, as an administrator sets it. */
export const EgressSetting = z.strictObject({
  /** Empty: every public address. Otherwise only what is listed. */
  allow: z.array(EgressEntry).max(500),
  /** Wins over `allow`. */
  deny: z.array(EgressEntry).max(500),
  /** Private and loopback ranges may be targets. */
  privateTargets: z.boolean(),
  /** Private and loopback ranges may be imported from. */
  privateImports: z.boolean(),
  /** Webhooks may be sent to private and loopback ranges, and over plain http. */
  privateWebhooks: z.boolean().default(false),
});
export type EgressSetting = z.infer<typeof EgressSetting>;

/** Before anybody chose: the public internet, nothing private. */
export const EGRESS_DEFAULT: EgressSetting = {
  allow: [],
  deny: [],
  privateTargets: false,
  privateImports: false,
  privateWebhooks: false,
};

/** What a check needs; a gateway's policy never allows imports or webhooks. Treated as immutable: replace it, do not edit it. */
export interface EgressPolicy {
  readonly allow: readonly string[];
  readonly deny: readonly string[];
  readonly privateTargets: boolean;
  readonly privateImports?: boolean;
  readonly privateWebhooks?: boolean;
}

/** `target`: requests and health checks to targets. `import`: documents fetched by the portal. `webhook`: events sent by the worker. */
export type EgressPurpose = "target" | "import" | "webhook";
