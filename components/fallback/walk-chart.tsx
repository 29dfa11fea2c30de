"use client";

import type { Tone } from "@/components/ui/badge.tsx";
import { cn } from "@/components/ui/cn.ts";
import { formatDuration } from "@/components/ui/format-duration.ts";
import type { WalkLane, WalkStretch } from "./walk.ts";

const BAR: Partial<Record<Tone, string>> = {
  danger: "bg-danger-solid",
  ok: "bg-ok",
  fallback: "bg-fallback-solid",
  neutral: "bg-border-strong",
};

/** What can be read on a bar, in either theme. */
const ON_BAR: Partial<Record<Tone, string>> = {
  danger: "text-on-danger",
  ok: "text-on-accent",
  fallback: "text-on-fallback",
  neutral: "text-text dark:text-on-danger",
};

interface WalkChartProps {
  lanes: readonly WalkLane[];
  /** When the caller had the answer. */
  endMs: number;
}

/** The request's way over the targets, downwards in the chain and rightwards in time. The steps below say the same in words. */
export function WalkChart({ lanes, endMs }: WalkChartProps) {
  const spanMs = Math.max(endMs, 1);
  return (
    <figure className="flex flex-col gap-1" aria-hidden>
      {lanes.map((lane) => (
        <div key={lane.id} className="flex items-center gap-3">
          <span className="w-28 shrink-0 truncate text-right text-xs text-text-muted sm:w-36" title={lane.id}>
            {lane.id}
          </span>
          <div className="relative h-8 min-w-0 flex-1 overflow-hidden rounded-sm bg-surface-sunken">
            {lane.stretches.map((stretch, index) => (
              <Bar key={index} stretch={stretch} spanMs={spanMs} />
            ))}
          </div>
        </div>
      ))}
      <div className="flex gap-3 pl-31 text-xs text-text-muted tabular-nums sm:pl-39">
        <span className="flex flex-1 justify-between border-t pt-1">
          <span>0 ms</span>
          {endMs > 1 ? <span>{formatDuration(spanMs / 2)}</span> : null}
          <span>{formatDuration(endMs)}</span>
        </span>
      </div>
    </figure>
  );
}

const percent = (share: number) => `${Math.round(share * 1000) / 10}%`;

function Bar({ stretch, spanMs }: { stretch: WalkStretch; spanMs: number }) {
  const from = stretch.fromMs / spanMs;
  const width = (stretch.toMs - stretch.fromMs) / spanMs;
  // The words stand where there is room: in a long bar, right of a short one, left of one at the end.
  const inside = width > 0.4;
  const before = !inside && from + width > 0.5;
  return (
    <>
      <span
        className={cn("absolute inset-y-1.5 min-w-1 rounded-sm", BAR[stretch.tone] ?? "bg-border-strong")}
        style={{ left: `min(${percent(from)}, calc(100% - 4px))`, width: percent(width) }}
      />
      <span
        className={cn(
          "absolute inset-y-0 flex max-w-full items-center px-2 text-xs whitespace-nowrap",
          inside && ON_BAR[stretch.tone],
        )}
        style={
          before
            ? { right: percent(1 - from) }
            : { left: inside ? percent(from) : `calc(${percent(from + width)} + 4px)` }
        }
      >
        {stretch.text}
      </span>
    </>
  );
}
