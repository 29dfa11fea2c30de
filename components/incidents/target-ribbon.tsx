"use client";

import { useQuery } from "@tanstack/react-query";
import type { VersionRef } from "@/components/publishing/queries.ts";
import { formatDuration } from "@/components/ui/format-duration.ts";
import { formatAbsolute } from "@/components/ui/format-relative.ts";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { Skeleton } from "@/components/ui/skeleton.tsx";
import { Table, Td, Th, THead, Tr } from "@/components/ui/table.tsx";
import type { Ribbon } from "#lib/telemetry/schema";
import { ribbonQuery } from "./queries.ts";
import { reasonWords } from "./reason-words.ts";
import { answeredByTarget, axisTicks, tickLabel, type Answered } from "./target-rows.ts";

interface TargetRibbonProps {
  versionRef: VersionRef;
  environment: string;
  incident: string;
  /** In chain order; targets that answer besides stand after them. */
  chain: readonly string[];
  primary: string;
}

/** Who answered when, a ribbon per target, with its text beside it. */
export function TargetRibbon({ versionRef, environment, incident, chain, primary }: TargetRibbonProps) {
  const ribbon = useQuery(ribbonQuery(versionRef, environment, incident));
  if (ribbon.isPending) return <Skeleton className="h-32 w-full" />;
  if (ribbon.isLoadingError) return <ProblemCallout error={ribbon.error} />;
  const answered = answeredByTarget(ribbon.data);
  if (answered.length === 0)
    return <p className="text-sm text-text-muted">No gateway has reported in this time.</p>;
  const others = answered.map(({ target }) => target).filter((target) => !chain.includes(target));
  const rows = [...new Set([...chain, ...others])].filter(
    (target) => chain.includes(target) || target !== "",
  );
  if (others.includes("")) rows.push("");
  return (
    <figure className="flex flex-col gap-2">
      <Picture ribbon={ribbon.data} answered={answered} rows={rows} primary={primary} />
      <details>
        <summary className="w-fit rounded-sm text-sm text-accent">As text</summary>
        <AnsweredTable answered={answered} />
      </details>
    </figure>
  );
}

interface PictureProps {
  ribbon: Ribbon;
  answered: readonly Answered[];
  rows: readonly string[];
  primary: string;
}

function Picture({ ribbon, answered, rows, primary }: PictureProps) {
  const [fromMs, toMs] = [Date.parse(ribbon.from), Date.parse(ribbon.to)];
  const span = Math.max(1, toMs - fromMs);
  const at = (ms: number) => ((ms - fromMs) / span) * 1000;
  const nodes = new Set(ribbon.segments.map(({ node }) => node)).size;
  return (
    <div className="flex flex-col gap-1.5">
      {rows.map((target) => {
        const own = answered.filter((one) => one.target === target);
        return (
          <div key={target} className="flex items-center gap-3">
            <span className="w-20 shrink-0 truncate font-mono text-xs text-text-muted sm:w-28" title={target}>
              {target || "nobody"}
            </span>
            <svg
              viewBox="0 0 1000 20"
              preserveAspectRatio="none"
              role="img"
              aria-label={`${target || "Nobody"}: ${own.length === 0 ? "did not answer" : own.map(words).join("; ")}`}
              className="h-6 min-w-0 flex-1 overflow-hidden rounded-sm bg-surface-sunken"
            >
              {own.map((one) => {
                // Where only some of the gateways went there, the bar is as high as their share.
                const height = 20 * (one.nodes.length / Math.max(1, nodes));
                return (
                  <rect
                    key={one.fromMs}
                    x={at(one.fromMs)}
                    width={Math.max(at(one.toMs) - at(one.fromMs), 3)}
                    y={20 - height}
                    height={height}
                    className={
                      target === "" ? "fill-danger" : target === primary ? "fill-ok" : "fill-fallback-solid"
                    }
                  >
                    <title>{words(one)}</title>
                  </rect>
                );
              })}
            </svg>
          </div>
        );
      })}
      <Axis fromMs={fromMs} toMs={toMs} />
    </div>
  );
}

const TICKS = 5;

/** Round times under the ribbons. Text in a stretched picture would be stretched: each tick is a cell of its own. */
function Axis({ fromMs, toMs }: { fromMs: number; toMs: number }) {
  const ticks = axisTicks(fromMs, toMs, TICKS);
  return (
    <div aria-hidden className="flex gap-3 text-xs text-text-muted tabular-nums">
      <span className="w-20 shrink-0 sm:w-28">UTC</span>
      <svg className="h-5 min-w-0 flex-1 overflow-visible">
        {ticks.map((ms) => {
          const percent = ((ms - fromMs) / Math.max(1, toMs - fromMs)) * 100;
          const x = `${percent}%`;
          return (
            <g key={ms}>
              <line x1={x} x2={x} y1="0" y2="4" className="stroke-border-strong" />
              <text x={x} y="17" textAnchor={anchorAt(percent)} className="fill-text-muted">
                {tickLabel(ms, toMs - fromMs)}
              </text>
            </g>
          );
        })}
      </svg>
    </div>
  );
}

/** A label at the edge stays inside. */
function anchorAt(percent: number): "start" | "middle" | "end" {
  if (percent < 8) return "start";
  return percent > 92 ? "end" : "middle";
}

function words({ nodes, reason, fromMs, toMs }: Answered): string {
  const why = reason ? ` (${reasonWords(reason)})` : "";
  return `from ${formatAbsolute(fromMs)} for ${formatDuration(toMs - fromMs)} at ${nodes.join(", ")}${why}`;
}

function AnsweredTable({ answered }: { answered: readonly Answered[] }) {
  return (
    <Table label="Who answered when" stacks>
      <THead>
        <Th>From</Th>
        <Th>For</Th>
        <Th>Target</Th>
        <Th>Gateways</Th>
        <Th>Why</Th>
      </THead>
      <tbody>
        {answered.map((one) => (
          <Tr key={`${one.fromMs} ${one.target}`}>
            <Td className="whitespace-nowrap tabular-nums">{formatAbsolute(one.fromMs)}</Td>
            <Td label="For" className="whitespace-nowrap tabular-nums">
              {formatDuration(one.toMs - one.fromMs)}
            </Td>
            <Td label="Target" className="font-mono text-xs">
              {one.target || "nobody"}
            </Td>
            <Td label="Gateways" className="font-mono text-xs">
              {one.nodes.join(", ")}
            </Td>
            <Td label="Why">{one.reason ? reasonWords(one.reason) : ""}</Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
