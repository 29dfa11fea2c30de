import type { StandIn } from "#lib/contract";
import { inThread, THREAD_LIMITS } from "./in-thread.ts";

/** `unknown`: one of the documents cannot be read, or comparing them took too much. */
export type StandInOrUnknown = StandIn | { verdict: "unknown" };

/**
 * Can the fallback's API answer in place of the primary's, by their documents? In a thread with limits on time and
 * memory. Throws `unavailable` when too many documents wait.
 */
export async function compareStandIn(primary: string, fallback: string, at: Date): Promise<StandInOrUnknown> {
  const job = { task: "stand-in", old: primary, now: fallback, at } as const;
  const found = await inThread<StandInOrUnknown>(job, THREAD_LIMITS);
  return "stopped" in found ? { verdict: "unknown" } : found;
}
