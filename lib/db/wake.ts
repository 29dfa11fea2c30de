import type { Tx } from "./client.ts";

/** The channel the worker listens on; the payload is an environment's slug, or `*` for all of them. */
export const WAKE_CHANNEL = "understudy_wake";

/** Wakes the reconcile loop when this transaction commits. Losing the call only costs the loop's timer. */
export async function wakeWorker(tx: Tx, environment = "*"): Promise<void> {
  await tx.$executeRaw`SELECT pg_notify(${WAKE_CHANNEL}, ${environment})`;
}
