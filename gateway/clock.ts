export interface Clock {
  /** Milliseconds since 1970, whole, and never going back: a changed system clock moves no timer or window. */
  now(): number;
}

export const systemClock: Clock = {
  now: () => Math.floor(performance.timeOrigin + performance.now()),
};

export function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}

/** Calls `done` when the clock has reached `untilMs`, with its time then. */
export function waitUntil(clock: Clock, untilMs: number, done: (atMs: number) => void): void {
  setTimeout(() => done(Math.max(untilMs, clock.now())), Math.max(0, untilMs - clock.now()));
}
