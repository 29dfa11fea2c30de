import type { UsageRange } from "./schema.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Steps of a view, and which table has them. */
const SPANS: Record<UsageRange, { stepMs: number; steps: number; table: "UsageMinute" | "UsageHour" }> = {
  "1h": { stepMs: MINUTE_MS, steps: 60, table: "UsageMinute" },
  "24h": { stepMs: 15 * MINUTE_MS, steps: 96, table: "UsageMinute" },
  "7d": { stepMs: HOUR_MS, steps: 168, table: "UsageHour" },
  "30d": { stepMs: 6 * HOUR_MS, steps: 120, table: "UsageHour" },
};

export interface Span {
  from: Date;
  /** The end of the step that is under way: not counted any more. */
  to: Date;
  stepMs: number;
  steps: number;
  table: "UsageMinute" | "UsageHour";
}

/** The steps that end with the one `now` is in; aligned, so that a view that is loaded again has the same ones. */
export function spanOf(range: UsageRange, now: Date): Span {
  const span = SPANS[range];
  const endMs = (Math.floor(now.getTime() / span.stepMs) + 1) * span.stepMs;
  return { ...span, from: new Date(endMs - span.steps * span.stepMs), to: new Date(endMs) };
}
