import type { StandIn } from "#lib/contract";
import { inReader, READER_LIMITS } from "./reader.ts";

/** `unknown`: one of the documents cannot be read, or comparing them took too much. */
export type StandInOrUnknown = StandIn | { verdict: "unknown" };

/**
 * Can the fallback's API answer in place of the primary's, by their documents? In a process with limits on time and
 * memory. Throws `unavailable` when too many documents wait.
 */
export async function compareStandIn(primary: string, fallback: string, at: Date): Promise<StandInOrUnknown> {
  const job = { task: "stand-in", old: primary, now: fallback, at } as const;
  const found = await inReader<StandInOrUnknown>(job, READER_LIMITS);
  return "stopped" in found ? { verdict: "unknown" } : found;
}
