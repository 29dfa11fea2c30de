import { z } from "zod";
import { Slug } from "#lib/ids/schema";
import { listQuery } from "#lib/paging/schema";

export const TRANSFER_KINDS = ["api", "application"] as const;

export const RequestTransfer = z.strictObject({
  kind: z.enum(TRANSFER_KINDS),
  /** Of the API or the application. */
  slug: Slug,
  /** The slug of the team that is to have it. */
  team: Slug,
  note: z.string().trim().max(500, "At most 500 characters.").default(""),
});
export type RequestTransfer = z.infer<typeof RequestTransfer>;

export const DecideTransfer = z.strictObject({ decision: z.enum(["accept", "decline", "withdraw"]) });
export type DecideTransfer = z.infer<typeof DecideTransfer>;

export const TransferParams = z.strictObject({ id: z.string().min(1).max(64) });

const transferQuery = listQuery({ sort: ["requestedAt"], dir: "desc" });
const state = z.enum(["pending", "accepted", "declined", "withdrawn"]).optional();
/** `team`: from or to it. */
export const TransferList = { api: transferQuery.api.extend({ team: Slug.optional(), state }) };
export type TransferQuery = z.infer<typeof TransferList.api>;

const TeamRef = z.object({ slug: z.string(), name: z.string() });

export const Transfer = z
  .object({
    id: z.string(),
    kind: z.enum(TRANSFER_KINDS),
    object: z
      .object({ slug: z.string(), name: z.string() })
      .nullable()
      .describe("Null: it has been deleted."),
    from: TeamRef,
    to: TeamRef,
    state: z.enum(["pending", "accepted", "declined", "withdrawn"]),
    note: z.string(),
    requestedBy: z.string(),
    requestedAt: z.iso.datetime(),
    decidedBy: z.string().nullable(),
    decidedAt: z.iso.datetime().nullable(),
    mayAccept: z.boolean(),
    mayWithdraw: z.boolean(),
  })
  .meta({ id: "Transfer" });
export type Transfer = z.infer<typeof Transfer>;
