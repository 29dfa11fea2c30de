import { inReader, READER_LIMITS, type ReaderLimits } from "./reader.ts";
import { DOCUMENT_MAX_BYTES, type Inspection } from "./schema.ts";

/**
 * Reads an OpenAPI 2.0, 3.0 or 3.1 document (JSON or YAML) in a process of its own with limits on size, time, memory and
 * nesting; remote references are not fetched. What is wrong with the document is in the result. Throws `unavailable`
 * when too many documents wait.
 */
export async function inspectDocument(
  text: string,
  limits: ReaderLimits = READER_LIMITS,
): Promise<Inspection> {
  if (Buffer.byteLength(text) > DOCUMENT_MAX_BYTES) {
    return refused("too-large", `The document is larger than ${DOCUMENT_MAX_BYTES / 1024 / 1024} MiB.`);
  }
  const outcome = await inReader<Inspection>({ task: "inspect", text }, limits);
  if (!("stopped" in outcome)) return outcome;
  return outcome.stopped === "too-slow"
    ? refused("too-slow", `The document took longer than ${limits.timeoutMs / 1000} s to read.`)
    : refused("too-large", "The document needs too much memory to be read.");
}

function refused(code: string, message: string): Inspection {
  return { ok: false, problems: [{ severity: "error", code, message }] };
}
