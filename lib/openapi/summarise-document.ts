import type { DocumentFacts } from "#lib/governance";
import { inReader, READER_LIMITS } from "./reader.ts";

/**
 * What governance rules ask of a document (JSON or YAML), read in a process with limits on time and memory; `unreadable`
 * where it cannot be. Throws `unavailable` when too many documents wait.
 */
export async function summariseDocument(text: string): Promise<DocumentFacts | { unreadable: true }> {
  const read = await inReader<DocumentFacts | { unreadable: true }>(
    { task: "rule-facts", text },
    READER_LIMITS,
  );
  return "stopped" in read ? { unreadable: true } : read;
}
