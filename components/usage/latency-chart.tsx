"use client";

import type { UsageRange, UsageReport } from "#lib/usage/schema";
import { Feet, Key, Scale } from "./requests-chart.tsx";
import { latencyWords } from "./words.ts";

const HEIGHT = 120;
const WIDTH = 8;

type Percentile = "p50Ms" | "p95Ms";
type Series = UsageReport["series"];

/** Latency per step: the median and the 95th percentile. Where nothing was answered the line is broken. */
export function LatencyChart({ series, range }: { series: Series; range: UsageRange }) {
  const most = Math.max(1, ...series.map(({ p95Ms }) => p95Ms ?? 0));
  return (
    <figure aria-hidden className="flex flex-col gap-1">
      <Scale top={latencyWords(most)} name="Latency" />
      <svg
        viewBox={`0 0 ${series.length * WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        className="h-32 w-full border-b"
      >
        <path
          d={pathOf(series, "p95Ms", most)}
          className={`${LINE} stroke-text-muted`}
          strokeDasharray="4 3"
        />
        <path d={pathOf(series, "p50Ms", most)} className={`${LINE} stroke-accent`} />
      </svg>
      <Feet series={series} range={range} />
      <figcaption className="flex flex-wrap gap-x-4 gap-y-1 pt-1 text-xs text-text-muted">
        <Key className="bg-accent" word="Median" />
        <Key className="bg-text-muted" word="95th percentile (dashed)" />
      </figcaption>
    </figure>
  );
}

const LINE = "fill-none [stroke-width:2] [vector-effect:non-scaling-stroke]";

/** A step alone between gaps is drawn as a short dash. */
function pathOf(series: Series, percentile: Percentile, most: number): string {
  let isDrawing = false;
  return series
    .map((step, index) => {
      const ms = step[percentile];
      if (ms === null) {
        isDrawing = false;
        return "";
      }
      const y = (HEIGHT - 2 - (ms / most) * (HEIGHT - 4)).toFixed(1);
      const from = `${isDrawing ? "L" : "M"}${index * WIDTH + 1} ${y}`;
      isDrawing = true;
      return `${from}L${index * WIDTH + WIDTH - 1} ${y}`;
    })
    .join("");
}
