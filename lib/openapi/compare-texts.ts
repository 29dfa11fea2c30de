import type { TextComparison } from "./compare-parsed.ts";
import { inReader, READER_LIMITS, type ReaderLimits } from "./reader.ts";
import { DOCUMENT_MAX_BYTES } from "./schema.ts";

/**
 * Compares two OpenAPI documents (JSON or YAML) in a process with limits on size, time and memory. `at`: the time by
 * which sunsets are judged. Throws `unavailable` when too many documents wait.
 */
export async function compareTexts(
  old: string,
  now: string,
  {
    at,
    limits = READER_LIMITS,
    maxBytes = DOCUMENT_MAX_BYTES,
  }: { at: Date; limits?: ReaderLimits; maxBytes?: number },
): Promise<TextComparison> {
  for (const [which, text] of [
    ["old", old],
    ["new", now],
  ] as const) {
    if (Buffer.byteLength(text) > maxBytes)
      return refused(which, "too-large", `It is larger than ${maxBytes / 1024 / 1024} MiB.`);
  }
  const compared = await inReader<TextComparison>({ task: "compare", old, now, at }, limits);
  if (!("stopped" in compared)) return compared;
  const message =
    compared.stopped === "too-slow"
      ? "Comparing them took too long and was stopped."
      : "Comparing them takes too much memory.";
  return refused("both", compared.stopped, message);
}

function refused(which: "old" | "new" | "both", code: string, message: string): TextComparison {
  return { ok: false, which, problems: [{ severity: "error", code, message }] };
}
