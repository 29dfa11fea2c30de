"use client";

import type { Tone } from "@/components/ui/badge.tsx";
import { formatDuration } from "@/components/ui/format-duration.ts";
import { formatNumber } from "@/components/ui/format-number.ts";
import type { SimulatedSecond } from "#lib/fallback";
import type { SimulationSettings } from "./simulation-settings.ts";
import { STATE_LOOK } from "./target-state-badge.tsx";

interface MinuteChartProps {
  seconds: readonly SimulatedSecond[];
  ids: readonly string[];
  requestsPerSecond: number;
  /** When the faults last; absent where there are none. */
  faults: Pick<SimulationSettings, "fromS" | "toS"> | undefined;
}

/** Height of a lane's drawing; the state is a band below the bars. */
const BARS = 20;
const BAND = 4;

const STATE_FILL: Partial<Record<Tone, string>> = {
  danger: "fill-danger",
  warn: "fill-warn",
  info: "fill-info",
};

/** One lane per target with what it answered each second, and lanes for what failed and what it cost. */
export function MinuteChart({ seconds, ids, requestsPerSecond, faults }: MinuteChartProps) {
  const slowestMs = Math.max(1, ...seconds.map((second) => second.addedMs));
  const share = (count: number) => Math.min(1, count / requestsPerSecond);
  return (
    <figure className="flex flex-col gap-1.5" aria-hidden>
      {ids.map((id, index) => (
        <Lane
          key={id}
          label={id}
          seconds={seconds}
          faults={faults}
          note={`${formatNumber(answeredIn(seconds, id))} answered`}
        >
          {seconds.map((second, at) => (
            <g key={at}>
              <Column
                at={at}
                share={share(second.answeredBy[id] ?? 0)}
                fill={index === 0 ? "fill-ok" : "fill-fallback-solid"}
              />
              <State at={at} second={second} id={id} />
              <title>{titleOf(second, id)}</title>
            </g>
          ))}
        </Lane>
      ))}
      <Lane label="Failed" seconds={seconds} faults={faults} note="">
        {seconds.map((second, at) => (
          <Column key={at} at={at} share={share(second.failed)} fill="fill-danger" />
        ))}
      </Lane>
      <Lane label="Rescued" seconds={seconds} faults={faults} note="">
        {seconds.map((second, at) => (
          <Column key={at} at={at} share={share(second.rescued)} fill="fill-fallback-solid" />
        ))}
      </Lane>
      <Lane
        label="Added latency"
        seconds={seconds}
        faults={faults}
        note={`up to ${formatDuration(slowestMs)}`}
      >
        {seconds.map((second, at) => (
          <Column key={at} at={at} share={second.addedMs / slowestMs} fill="fill-accent" />
        ))}
      </Lane>
      <Axis seconds={seconds.length} />
      <figcaption className="text-xs text-text-muted">
        {faults ? "Shaded: while the faults last. " : ""}The band below the bars: the target is out of
        service, or on its way back.
      </figcaption>
    </figure>
  );
}

function answeredIn(seconds: readonly SimulatedSecond[], id: string): number {
  return seconds.reduce((sum, second) => sum + (second.answeredBy[id] ?? 0), 0);
}

interface LaneProps {
  label: string;
  note: string;
  seconds: readonly SimulatedSecond[];
  faults: MinuteChartProps["faults"];
  children: React.ReactNode;
}

function Lane({ label, note, seconds, faults, children }: LaneProps) {
  return (
    <div className="flex items-center gap-3">
      <span className="w-24 shrink-0 text-right text-xs sm:w-32">
        <span className="block truncate" title={label}>
          {label}
        </span>
        {note ? <span className="block truncate text-text-muted">{note}</span> : null}
      </span>
      <svg
        viewBox={`0 0 ${seconds.length} ${BARS + BAND}`}
        preserveAspectRatio="none"
        className="h-9 min-w-0 flex-1 rounded-sm bg-surface-sunken"
      >
        {faults ? (
          <rect
            x={faults.fromS}
            width={Math.max(0.2, faults.toS - faults.fromS)}
            height={BARS + BAND}
            className="fill-danger-soft opacity-60"
          />
        ) : null}
        {children}
      </svg>
    </div>
  );
}

function Column({ at, share, fill }: { at: number; share: number; fill: string }) {
  if (share <= 0) return null;
  const height = Math.max(1.5, share * (BARS - 2));
  return <rect x={at + 0.1} y={BARS - height} width={0.8} height={height} className={fill} />;
}

function State({ at, second, id }: { at: number; second: SimulatedSecond; id: string }) {
  const state = second.states[id];
  if (state === undefined || state === "up") return null;
  return (
    <rect
      x={at}
      y={BARS}
      width={1}
      height={BAND}
      className={STATE_FILL[STATE_LOOK[state].tone] ?? "fill-info"}
    />
  );
}

function titleOf(second: SimulatedSecond, id: string): string {
  const state = second.states[id];
  const word = state === undefined ? "" : `, ${STATE_LOOK[state].word.toLowerCase()}`;
  return `Second ${second.second}: ${second.answeredBy[id] ?? 0} answered by ${id}${word}`;
}

function Axis({ seconds }: { seconds: number }) {
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((share) => Math.round(share * seconds));
  return (
    <div className="flex gap-3 text-xs text-text-muted tabular-nums">
      <span className="w-24 shrink-0 sm:w-32" />
      <span className="flex flex-1 justify-between">
        {ticks.map((tick) => (
          <span key={tick}>{tick} s</span>
        ))}
      </span>
    </div>
  );
}
