import { compareDocuments } from "#lib/contract";
import { compareTexts } from "#lib/openapi";
import { largeDocument } from "./contract-documents.ts";
import { median, rounded } from "./figures.ts";

const OPERATIONS = 600;
const ROUNDS = 7;

/**
 * 600 operations against 600: the comparison alone, the same document against itself, and the whole way from two texts
 * through the guarded process. Medians; the first round, on cold code, is told apart.
 */
export async function main(): Promise<void> {
  const [old, now] = [largeDocument(OPERATIONS, false), largeDocument(OPERATIONS, true)];
  const at = new Date();
  const compared = rounds(() => compareDocuments(old, now, at));
  const itself = rounds(() => compareDocuments(old, structuredClone(old), at));
  const texts = [JSON.stringify(old), JSON.stringify(now)] as const;
  const guarded: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    await compareTexts(...texts, { at });
    guarded.push(performance.now() - start);
  }
  const changes = compareDocuments(old, now, at);
  const found = changes.breaking.length + changes.risky.length + changes.safe.length;
  console.table({
    "compare (cold)": { ms: rounded(compared.coldMs, 0) },
    compare: { ms: rounded(compared.ms, 0) },
    "with itself": { ms: rounded(itself.ms, 0) },
    "texts, in a process": { ms: rounded(median(guarded), 0) },
  });
  const result = {
    bench: "contract",
    operations: OPERATIONS,
    changes: found,
    compareMs: rounded(compared.ms, 1),
    coldMs: rounded(compared.coldMs, 1),
    itselfMs: rounded(itself.ms, 1),
    guardedMs: rounded(median(guarded), 1),
  };
  // The last line is one JSON object, for whoever reads it by machine.
  console.log(JSON.stringify(result));
}

function rounds(work: () => unknown): { ms: number; coldMs: number } {
  const times: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const start = performance.now();
    work();
    times.push(performance.now() - start);
  }
  const [coldMs = Number.NaN, ...warm] = times;
  return { coldMs, ms: median(warm) };
}
