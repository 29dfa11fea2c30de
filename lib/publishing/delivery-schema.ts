import { z } from "zod";

/** A gateway's word on a change that was written for it. */
export const ReceiptDto = z
  .object({
    node: z.string(),
    elapsedMs: z.number().describe("From the request to the acknowledgement, ms."),
    rejected: z.boolean(),
    reason: z.string().nullable().describe("Why it was rejected."),
    joinedLater: z
      .boolean()
      .describe("The gateway started after the request: its time says nothing about propagation."),
  })
  .meta({ id: "Receipt" });
export type ReceiptDto = z.infer<typeof ReceiptDto>;

/** How far a change has come on its way through the shared store to the gateways. Times in ms since the request; null = not yet. */
export const Delivery = z
  .object({
    storeRevision: z.int().nullable(),
    writtenMs: z.number().nullable(),
    appliedMs: z
      .number()
      .nullable()
      .describe("When the last of the expected gateways applied it; null while one is missing."),
    applied: z.int(),
    rejected: z.int(),
    expected: z.int().describe("Connected gateways, and those that answered: the n of k/n."),
    receipts: z.array(ReceiptDto),
    waiting: z.array(z.string()).describe("Connected, not answered yet."),
    notConnected: z
      .array(z.string())
      .describe("Known, but not connected now: they apply it when they return."),
    error: z.string().nullable().describe("Why it is not written yet."),
  })
  .meta({ id: "Delivery" });
export type Delivery = z.infer<typeof Delivery>;
