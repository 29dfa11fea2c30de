import { inReader, READER_LIMITS, type ReaderLimits } from "./reader.ts";
import { RULESET_MAX_BYTES, type Ruleset, type StyleOutcome } from "./style-schema.ts";

/**
 * Lints an OpenAPI document (JSON or YAML) under a ruleset, in a process with limits on time and memory; without a document,
 * only whether the ruleset can be used. No plugin runs, and neither files nor addresses are read. Throws `unavailable`
 * when too many documents wait.
 */
export async function checkStyle(
  ruleset: Ruleset,
  text?: string,
  limits: ReaderLimits = READER_LIMITS,
): Promise<StyleOutcome> {
  if ("text" in ruleset && Buffer.byteLength(ruleset.text) > RULESET_MAX_BYTES)
    return { ok: false, which: "ruleset", message: `It is larger than ${RULESET_MAX_BYTES / 1024} KiB.` };
  const job = { task: "style", ruleset, ...(text === undefined ? {} : { text }) } as const;
  const found = await inReader<StyleOutcome>(job, limits);
  if (!("stopped" in found)) return found;
  const message =
    found.stopped === "too-slow"
      ? `Judging it took longer than ${limits.timeoutMs / 1000} s and was stopped.`
      : "Judging it takes too much memory.";
  return { ok: false, which: text === undefined ? "ruleset" : "document", message };
}
