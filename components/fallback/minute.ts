import type { SimulatedSecond, StateName } from "#lib/fallback";

/** Something that changed during simulated traffic. */
export interface MinuteEvent {
  second: number;
  target: string;
  /** The state it is in from then on. */
  state: StateName;
}

export interface MinuteTotals {
  requests: number;
  rescued: number;
  failed: number;
  /** Attempts that did not become the answer. */
  wasted: number;
  addedMs: number;
}

/** Every change of a target's state, in order of time. States are looked at once a second. */
export function minuteEvents(seconds: readonly SimulatedSecond[]): MinuteEvent[] {
  return seconds.flatMap(({ second, states }, index) => {
    const before = seconds[index - 1]?.states ?? {};
    return Object.entries(states).flatMap(([target, state]) =>
      state === (before[target] ?? "up") ? [] : [{ second, target, state }],
    );
  });
}

export function minuteTotals(seconds: readonly SimulatedSecond[]): MinuteTotals {
  const totals: MinuteTotals = { requests: 0, rescued: 0, failed: 0, wasted: 0, addedMs: 0 };
  for (const { answeredBy, attempts, rescued, failed, addedMs } of seconds) {
    const answered = sum(answeredBy);
    const byNetwork = Object.keys(attempts).reduce((total, id) => total + (answeredBy[id] ?? 0), 0);
    totals.requests += answered + failed;
    totals.rescued += rescued;
    totals.failed += failed;
    totals.wasted += Math.max(0, sum(attempts) - byNetwork);
    totals.addedMs = Math.max(totals.addedMs, addedMs);
  }
  return totals;
}

function sum(counts: Record<string, number>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}
