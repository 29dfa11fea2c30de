"use client";

import { useDeferredValue, useState } from "react";
import { Badge } from "@/components/ui/badge.tsx";
import { countOf, formatNumber } from "@/components/ui/format-number.ts";
import { formatDuration } from "@/components/ui/format-duration.ts";
import { simulateMinute, type AnyPolicy, type SimulatedSecond } from "#lib/fallback";
import { minuteEvents, minuteTotals, type MinuteTotals } from "./minute.ts";
import { MinuteChart } from "./minute-chart.tsx";
import { MinuteTable } from "./minute-table.tsx";
import { minuteSimulation, type SimulationSettings } from "./simulation-settings.ts";
import { STATE_LOOK } from "./target-state-badge.tsx";

interface MinuteViewProps {
  policy: AnyPolicy;
  settings: SimulationSettings;
}

/** Traffic over time: who answered each second, what failed, what was rescued, and what it cost. */
export function MinuteView({ policy, settings }: MinuteViewProps) {
  // Typing must not wait for thousands of simulated requests.
  const input = useDeferredValue(JSON.stringify({ policy, ...minuteSimulation(settings, policy) }));
  const seconds = simulateMinute(JSON.parse(input) as Parameters<typeof simulateMinute>[0]);
  const ids = policy.chain.map((target) => target.id);
  return (
    <div className="flex flex-col gap-4 border-t pt-4">
      <Totals totals={minuteTotals(seconds)} />
      <MinuteChart
        seconds={seconds}
        ids={ids}
        requestsPerSecond={settings.requestsPerSecond}
        faults={Object.values(settings.faults).some(({ name }) => name !== "up") ? settings : undefined}
      />
      <Events seconds={seconds} />
      <AsTable seconds={seconds} ids={ids} />
    </div>
  );
}

function Totals({ totals }: { totals: MinuteTotals }) {
  const { requests, failed, rescued, wasted, addedMs } = totals;
  return (
    <p aria-live="polite" className="flex flex-wrap items-center gap-x-2 gap-y-1">
      <Badge tone={failed > 0 ? "danger" : "ok"}>
        {failed === 0 ? "None failed" : `${formatNumber(failed)} failed`}
      </Badge>
      {rescued > 0 ? <Badge tone="fallback">{formatNumber(rescued)} rescued</Badge> : null}
      <span className="text-sm">
        {countOf(requests, "request")}, {countOf(wasted, "wasted attempt")}
        {addedMs > 0 ? `, at most ${formatDuration(addedMs)} added` : ""}.
      </span>
    </p>
  );
}

function Events({ seconds }: { seconds: readonly SimulatedSecond[] }) {
  const events = minuteEvents(seconds);
  if (events.length === 0) return <p className="text-sm text-text-muted">No target changes its state.</p>;
  return (
    <ol aria-label="Changes of state" className="flex max-h-60 flex-col overflow-y-auto rounded-md border">
      {events.map(({ second, target, state }, index) => (
        <li key={index} className="flex items-center gap-3 border-b px-3 py-1.5 text-sm last:border-b-0">
          <span className="w-12 shrink-0 text-right text-xs text-text-muted tabular-nums">{second} s</span>
          <span className="min-w-0 truncate font-medium">{target}</span>
          <Badge tone={STATE_LOOK[state].tone}>{STATE_LOOK[state].word}</Badge>
        </li>
      ))}
    </ol>
  );
}

function AsTable({ seconds, ids }: { seconds: readonly SimulatedSecond[]; ids: readonly string[] }) {
  const [open, setOpen] = useState(false);
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="text-sm text-accent">As a table, second by second</summary>
      {open ? <MinuteTable seconds={seconds} ids={ids} /> : null}
    </details>
  );
}
