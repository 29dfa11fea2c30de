import type { TombstoneBody } from "./schema.ts";

/** What is written in place of a route that is no longer wanted. */
export function tombstone(of: Omit<TombstoneBody, "kind">): TombstoneBody {
  return { kind: "tombstone", ...of };
}
