import type { DocumentFacts } from "#lib/governance";
import { inThread, THREAD_LIMITS } from "./in-thread.ts";

/**
 * What governance rules ask of a document (JSON or YAML), read in a thread with limits on time and memory; `unreadable`
 * where it cannot be. Throws `unavailable` when too many documents wait.
 */
export async function summariseDocument(text: string): Promise<DocumentFacts | { unreadable: true }> {
  const read = await inThread<DocumentFacts | { unreadable: true }>(
    { task: "rule-facts", text },
    THREAD_LIMITS,
  );
  return "stopped" in read ? { unreadable: true } : read;
}
