const FIRST_MS = 200;
const MAX_MS = 10_000;
/** A process that ran this long is taken to be well again. */
const STEADY_MS = 30_000;

/** How long to wait before the next start: doubles with each early end, from 0.2 s to 10 s. */
export function restartDelayMs(failures: number, ranMs: number): { delayMs: number; failures: number } {
  const counted = ranMs >= STEADY_MS ? 0 : failures;
  return { delayMs: Math.min(MAX_MS, FIRST_MS * 2 ** Math.min(counted, 10)), failures: counted + 1 };
}
