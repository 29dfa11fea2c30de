/** Draws that are the same in every run (mulberry32): whole numbers below a bound, one of several, some of several. */
export interface Draws {
  below(bound: number): number;
  oneOf<T>(items: readonly T[]): T;
  someOf<T>(items: readonly T[], count: number): T[];
}

export function drawsOf(seed: number): Draws {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (bound: number): number => Math.floor(next() * bound);
  function oneOf<T>(items: readonly T[]): T {
    return items[below(items.length)] as T;
  }
  function someOf<T>(items: readonly T[], count: number): T[] {
    return [...new Set(Array.from({ length: count }, () => oneOf(items)))];
  }
  return { below, oneOf, someOf };
}
