"use client";

import { formatNumber } from "@/components/ui/format-number.ts";
import type { UsageRange, UsageReport } from "#lib/usage/schema";
import { stepWords } from "./words.ts";

const HEIGHT = 120;
const WIDTH = 8;

interface ChartProps {
  series: UsageReport["series"];
  range: UsageRange;
}

/** Requests per step as stacked columns: answered well, client errors, server errors. A table beside it says the same. */
export function RequestsChart({ series, range }: ChartProps) {
  const most = Math.max(1, ...series.map(({ requests }) => requests));
  return (
    <figure aria-hidden className="flex flex-col gap-1">
      <Scale top={formatNumber(most)} name="Requests" />
      <svg
        viewBox={`0 0 ${series.length * WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        className="h-32 w-full border-b"
      >
        {series.map((step, index) => (
          <Column key={step.at} step={step} index={index} most={most} range={range} />
        ))}
      </svg>
      <Feet series={series} range={range} />
      <figcaption className="flex flex-wrap gap-x-4 gap-y-1 pt-1 text-xs text-text-muted">
        <Key className="bg-accent" word="Answered" />
        <Key className="bg-info" word="Client errors (4xx)" />
        <Key className="bg-danger" word="Server errors (5xx)" />
      </figcaption>
    </figure>
  );
}

interface ColumnProps {
  step: UsageReport["series"][number];
  index: number;
  most: number;
  range: UsageRange;
}

function Column({ step, index, most, range }: ColumnProps) {
  const { requests, clientErrors, serverErrors } = step;
  if (requests === 0) return null;
  const high = (count: number) => (count / most) * HEIGHT;
  const fine = requests - clientErrors - serverErrors;
  const layers = [
    { count: fine, className: "fill-accent" },
    { count: clientErrors, className: "fill-info" },
    { count: serverErrors, className: "fill-danger" },
  ];
  let floor = HEIGHT;
  return (
    <g>
      <title>
        {`${stepWords(step.at, range)}: ${formatNumber(requests)} requests, ${formatNumber(clientErrors)} client errors, ${formatNumber(serverErrors)} server errors`}
      </title>
      {layers.map(({ count, className }) => {
        if (count <= 0) return null;
        floor -= high(count);
        return (
          <rect
            key={className}
            x={index * WIDTH + 1}
            y={floor}
            width={WIDTH - 2}
            height={Math.max(high(count), 0.75)}
            className={className}
          />
        );
      })}
    </g>
  );
}

/** The highest value, above the drawing. */
export function Scale({ top, name }: { top: string; name: string }) {
  return (
    <p className="flex justify-between text-xs text-text-muted">
      <span>{name}</span>
      <span className="tabular-nums">{top}</span>
    </p>
  );
}

/** The first and the last step, below the drawing. */
export function Feet({ series, range }: ChartProps) {
  const first = series[0];
  const last = series.at(-1);
  return (
    <p className="flex justify-between text-xs text-text-muted tabular-nums" suppressHydrationWarning>
      <span suppressHydrationWarning>{first ? stepWords(first.at, range) : ""}</span>
      <span suppressHydrationWarning>{last ? stepWords(last.at, range) : ""}</span>
    </p>
  );
}

export function Key({ className, word }: { className: string; word: string }) {
  return (
    <span className="flex items-center gap-1.5">
      <span className={`size-2.5 rounded-sm ${className}`} />
      {word}
    </span>
  );
}
