"use client";

import { Badge, type Tone } from "@/components/ui/badge.tsx";
import { countOf } from "@/components/ui/format-number.ts";
import { formatDuration } from "@/components/ui/format-duration.ts";
import { simulate, type AnyPolicy, type SimulationResult } from "#lib/fallback";
import { requestSimulation, type SimulationSettings } from "./simulation-settings.ts";
import { sentenceOf, walkLanes } from "./walk.ts";
import { WalkChart } from "./walk-chart.tsx";

interface RequestViewProps {
  policy: AnyPolicy;
  settings: SimulationSettings;
}

/** One request's walk along the chain: who was asked when, in a picture and in words. */
export function RequestView({ policy, settings }: RequestViewProps) {
  const result = simulate({ policy, ...requestSimulation(settings, policy) });
  const ids = policy.chain.map((target) => target.id);
  return (
    <div className="flex flex-col gap-4">
      <p aria-live="polite" className="flex flex-wrap items-center gap-2 border-t pt-4">
        <Badge tone={toneOf(result)}>{result.status}</Badge>
        <span className="font-medium">{verdict(result)}</span>
      </p>
      <WalkChart lanes={walkLanes(result, ids)} endMs={result.elapsedMs} />
      <ol aria-label="Step by step" className="flex flex-col rounded-md border">
        {result.trace.map((entry, index) => (
          <li key={index} className="flex items-baseline gap-3 border-b px-3 py-1.5 text-sm last:border-b-0">
            <span className="w-16 shrink-0 text-right text-xs text-text-muted tabular-nums">
              {formatDuration(entry.atMs)}
            </span>
            <span className="min-w-0 flex-1 break-words">{sentenceOf(entry)}</span>
          </li>
        ))}
      </ol>
    </div>
  );
}

function verdict({ target, elapsedMs, attempts, result }: SimulationResult): string {
  const who = target === undefined ? "The gateway answers itself" : `${target} answers`;
  const how = { rescued: ", rescued", away: ", in place of the primary", canary: ", as a canary" }[
    result as string
  ];
  return `${who} after ${formatDuration(elapsedMs)} and ${countOf(attempts, "attempt")}${how ?? ""}.`;
}

function toneOf({ status, result }: SimulationResult): Tone {
  if (status >= 400) return "danger";
  return result === "rescued" || result === "away" ? "fallback" : "ok";
}
