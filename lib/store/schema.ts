import { z } from "zod";

/** A document this node refused; the last good one stays in force. */
export const Reject = z.strictObject({
  key: z.string().max(300),
  storeRevision: z.int(),
  reason: z.string().max(500),
});
export type Reject = z.infer<typeof Reject>;

/** What a gateway says of itself, under its lease. */
export const NodeStatus = z.strictObject({
  node: z.string().max(100),
  softwareVersion: z.string().max(40),
  startedAt: z.iso.datetime(),
  appliedRevision: z.int().min(0),
  appliedAt: z.iso.datetime(),
  routes: z.int().min(0),
  rejects: z.array(Reject).max(100),
  /** Set when the store is behind or emptied and the node keeps serving what it has. */
  drift: z.string().max(500).optional(),
  /** Names of the keys that may have signed a document, and of those that open sealed secrets, for their rotation. */
  verifyKeys: z.array(z.string().max(16)).max(10).optional(),
  sealingKeys: z.array(z.string().max(16)).max(10).optional(),
});
export type NodeStatus = z.infer<typeof NodeStatus>;

/** A status as it stands in the store; undefined when it cannot be read, e.g. because another version wrote it. */
export function parseStatus(text: string): NodeStatus | undefined {
  try {
    return NodeStatus.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
