import { inReader, READER_LIMITS, type ReaderLimits } from "./reader.ts";
import type { Preparation } from "./reference-schema.ts";

/** Of what `prepareReference` makes, wherever it is kept: raised when the same document is prepared otherwise than before. */
export const PREPARED_EDITION = 1;

const LIMITS: ReaderLimits = { ...READER_LIMITS, timeoutMs: 20_000 };

/** Prepares a document for its readers, in a process with limits on time and memory. Throws `unavailable` when too many wait. */
export async function prepareDocument(text: string, limits: ReaderLimits = LIMITS): Promise<Preparation> {
  const outcome = await inReader<Preparation>({ task: "reference", text }, limits);
  if (!("stopped" in outcome)) return outcome;
  return {
    ok: false,
    message:
      outcome.stopped === "too-slow"
        ? `The document took longer than ${limits.timeoutMs / 1000} s to read.`
        : "The document needs too much memory to be read.",
  };
}
