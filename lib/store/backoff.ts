const FIRST_MS = 25;
const LONGEST_MS = 1_000;

/** The pause before attempt number `attempt` (from 0): doubling to one second, half of it by chance. */
export function backoffMs(attempt: number): number {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt, 10));
  return full / 2 + (Math.random() * full) / 2;
}
