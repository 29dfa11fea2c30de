import { inReader, READER_LIMITS, type ReaderLimits } from "./reader.ts";
import type { DiffedFile, UnifiedDiff } from "./unified-diff.ts";

/**
 * What differs between texts, line by line, in a process with limits on time and memory. Throws `unavailable` when too many
 * documents wait.
 */
export async function diffTexts(
  files: DiffedFile[],
  limits: ReaderLimits = READER_LIMITS,
): Promise<({ ok: true } & UnifiedDiff) | { ok: false; problem: string }> {
  const found = await inReader<UnifiedDiff>({ task: "diff", files }, limits);
  if (!("stopped" in found)) return { ok: true, ...found };
  const problem =
    found.stopped === "too-slow"
      ? "Comparing them line by line took too long and was stopped."
      : "Comparing them line by line takes too much memory.";
  return { ok: false, problem };
}
