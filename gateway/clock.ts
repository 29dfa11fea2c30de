import { performance } from "node:perf_hooks";

export interface Clock {
  /** Milliseconds since 1970, whole, and never going back: a changed system clock moves no timer or window. */
  now(): number;
}

/** Read once: asking for it costs more than the time itself. */
const { timeOrigin } = performance;

export const systemClock: Clock = {
  now: () => Math.floor(timeOrigin + performance.now()),
};

const NS_PER_MS = 1_000_000n;

/** Milliseconds on the machine's monotonic clock, which all its processes share. */
function monotonicMs(): number {
  return Number(process.hrtime.bigint() / NS_PER_MS);
}

/** What `clockFrom` needs to show the same time in another process of this machine. */
export function clockBaseMs(clock: Clock): number {
  return clock.now() - monotonicMs();
}

/** The clock of another process, even if the system's clock was changed since that one started. */
export function clockFrom(baseMs: number): Clock {
  return { now: () => baseMs + monotonicMs() };
}

export function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}

/** Calls `done` when the clock has reached `untilMs`, with its time then. */
export function waitUntil(clock: Clock, untilMs: number, done: (atMs: number) => void): void {
  setTimeout(() => done(Math.max(untilMs, clock.now())), Math.max(0, untilMs - clock.now()));
}
