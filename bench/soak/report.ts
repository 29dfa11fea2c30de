import { trendOf, type MemoryTrend } from "./memory-series.ts";
import type { GatewaySamples } from "./samples.ts";
import type { TrafficCounts } from "./traffic.ts";

interface Outcome {
  counts: TrafficCounts;
  samples: GatewaySamples[];
  faults: Record<string, number>;
  publishes: number;
  minutes: number;
}

/** The first part of a run still fills caches, pools and code: at most three minutes of it. */
const WARM_SHARE = 0.25;
const WARM_MAX_S = 180;
/** In a shorter run a collection more or less decides: its figures are printed, not judged. */
const JUDGED_MINUTES = 10;
/** What may differ between two minima without anything leaking. */
const HEAP_SLACK_MB = 5;
/** Resident memory is given back and taken again: a leak is what goes beyond everything before. */
const RSS_SLACK = 1.05;
/** A keep-alive connection to the store or an upstream may be open or not. */
const FDS_SLACK = 4;

/** Prints what happened; the exit code: 1 when anything was lost or grew. */
export function report({ counts, samples, faults, publishes, minutes }: Outcome): number {
  console.table(faults);
  console.table({
    ...counts.byKind,
    "over HTTP/2": counts.http2,
    "not promised, failed": counts.notPromised,
    lost: counts.lost,
  });
  for (const loss of counts.losses) console.log(loss);
  const fromS = Math.min(WARM_MAX_S, minutes * 60 * WARM_SHARE);
  const trends = samples.map(({ memory }) => trendOf(memory, fromS));
  for (const [at, { node }] of samples.entries()) {
    console.log(`${node}: the least per window, in MB`);
    console.table(trends[at]?.minima);
  }
  const hasGrown = minutes >= JUDGED_MINUTES && trends.some(grows);
  const leaked = Math.max(...samples.map(({ fdsStart, fdsEnd }) => fdsEnd - fdsStart));
  if (hasGrown) console.log("Memory grew.");
  if (leaked > FDS_SLACK) console.log("File descriptors leaked.");
  const { requests, lost } = counts;
  console.log(
    JSON.stringify({ bench: "soak", minutes, requests, lost, publishes, ...figuresOf(samples, trends) }),
  );
  return lost > 0 || hasGrown || leaked > FDS_SLACK ? 1 : 0;
}

/** Of the gateway whose heap grew most. */
function figuresOf(samples: readonly GatewaySamples[], trends: readonly (MemoryTrend | undefined)[]) {
  const worst = trends.toSorted((a, b) => growthOf(b) - growthOf(a))[0];
  return {
    rssStartMb: worst?.start.rssMb,
    rssEndMb: worst?.end.rssMb,
    heapStartMb: worst?.start.heapMb,
    heapEndMb: worst?.end.heapMb,
    heapSlopeMbPerHour: worst?.heapSlopeMbPerHour,
    fdsStart: Math.max(...samples.map(({ fdsStart }) => fdsStart)),
    fdsEnd: Math.max(...samples.map(({ fdsEnd }) => fdsEnd)),
  };
}

function growthOf(trend: MemoryTrend | undefined): number {
  return trend ? trend.end.heapMb - trend.start.heapMb : 0;
}

function grows(trend: MemoryTrend | undefined): boolean {
  if (!trend) return false;
  const { before, after } = trend.rssPeakMb;
  return growthOf(trend) > HEAP_SLACK_MB || after > before * RSS_SLACK;
}
