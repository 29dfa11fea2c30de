"use client";

import { Pin, Undo2 } from "lucide-react";
import { TargetStateBadge } from "@/components/fallback/target-state-badge.tsx";
import { Badge } from "@/components/ui/badge.tsx";
import { Button } from "@/components/ui/button.tsx";
import { countOf, formatNumber } from "@/components/ui/format-number.ts";
import { RelativeTime } from "@/components/ui/relative-time.tsx";
import { useNow } from "@/components/ui/use-now.ts";
import type { Live, LiveTarget, TargetStatus } from "#lib/telemetry/schema";
import { servingNow, statesByNode, statesNow } from "./live-state.ts";
import { canFailBack, type OrderChoice } from "./order-reach.ts";
import { PinnedBadge } from "./pin-callout.tsx";
import { reasonWords } from "./reason-words.ts";

interface LiveTargetsProps {
  live: Live;
  /** Absent for those who may not give orders. */
  onOrder?: ((choice: OrderChoice) => void) | undefined;
}

/** Every target of the published chain: how it is, since when and why, what it does, and what can be ordered. */
export function LiveTargets({ live, onOrder }: LiveTargetsProps) {
  const states = statesNow(live);
  const serving = servingNow(live);
  return (
    <ul aria-label="Targets" className="flex flex-col divide-y rounded-md border">
      {live.targets.map((target, index) => (
        <li key={target.id} className="flex flex-wrap items-start gap-x-4 gap-y-2 px-3 py-2.5 text-sm">
          <div className="flex min-w-0 flex-1 basis-72 flex-col gap-1">
            <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
              <span className="min-w-0 truncate font-medium">{target.id}</span>
              {states[target.id] ? <TargetStateBadge status={states[target.id] as TargetStatus} /> : null}
              {serving === target.id ? (
                <Badge tone={index === 0 ? "ok" : "fallback"}>Answers now</Badge>
              ) : null}
              {live.control.pin?.target === target.id ? <PinnedBadge isPrimary={index === 0} /> : null}
            </span>
            <StateLine status={states[target.id]} failback={live.failback} />
            <NodeDifferences live={live} target={target.id} />
            <Figures live={live} target={target} />
          </div>
          {onOrder ? <Orders live={live} target={target} onOrder={onOrder} /> : null}
        </li>
      ))}
    </ul>
  );
}

function StateLine({ status, failback }: { status: TargetStatus | undefined; failback: Live["failback"] }) {
  if (!status || status.kind === "static" || status.kind === "stale") return null;
  const isUp = status.state === "up";
  const waits = status.state === "held" && failback === "manual" && status.until === undefined;
  return (
    <span className="text-xs text-text-muted">
      Since <RelativeTime at={status.since} />
      {status.reason && !isUp ? `: ${reasonWords(status.reason)}` : ""}
      {status.until ? <Until at={status.until} /> : null}
      {waits ? "; until somebody fails back" : ""}
    </span>
  );
}

/** A gateway looks at a target's time when a request comes: until then the state stands, though its time is over. */
function Until({ at }: { at: string }) {
  const isOver = new Date(at).getTime() <= useNow();
  if (isOver) return <span suppressHydrationWarning>; its time is over, the next request decides</span>;
  return (
    <span suppressHydrationWarning>
      ; ends <RelativeTime at={at} />
    </span>
  );
}

/** Where gateways see a target differently, each one's word. */
function NodeDifferences({ live, target }: { live: Live; target: string }) {
  const byNode = statesByNode(live, target);
  if (new Set(byNode.map(({ status }) => status.state)).size < 2) return null;
  return (
    <ul aria-label={`${target} by gateway`} className="flex flex-wrap gap-x-3 gap-y-1 text-xs">
      {byNode.map(({ node, status }) => (
        <li key={node} className="inline-flex items-center gap-1.5">
          <span className="font-mono">{node}</span>
          <TargetStateBadge status={status} />
        </li>
      ))}
    </ul>
  );
}

function Figures({ live, target }: { live: Live; target: LiveTarget }) {
  const lastMinute = live.targets.reduce((sum, one) => sum + one.lastMinute, 0);
  const facts = [
    target.requests === 0
      ? "No traffic in the last hour"
      : `${share(target.lastMinute, lastMinute)} of the last minute, ${share(target.requests, live.requests)} of the last hour`,
    target.p95Ms === null ? "" : `p50 ${target.p50Ms} ms, p95 ${target.p95Ms} ms`,
    target.rescued === 0
      ? ""
      : `${countOf(target.rescued, "request")} rescued, after p50 ${target.addedP50Ms ?? 0} ms, p99 ${target.addedP99Ms ?? 0} ms`,
    target.wasted === 0 ? "" : `${countOf(target.wasted, "attempt")} wasted on it`,
  ].filter(Boolean);
  return (
    <span className="text-xs text-text-muted tabular-nums">
      {facts.join(" · ")}
      {" · "}
      {target.exercisedAt ? (
        <>
          last answered <RelativeTime at={target.exercisedAt} />
        </>
      ) : (
        "never exercised"
      )}
    </span>
  );
}

function share(part: number, whole: number): string {
  if (whole === 0) return "0 %";
  const percent = (part / whole) * 100;
  return `${percent > 0 && percent < 1 ? "<1" : formatNumber(Math.round(percent))} %`;
}

function Orders({
  live,
  target,
  onOrder,
}: {
  live: Live;
  target: LiveTarget;
  onOrder: (choice: OrderChoice) => void;
}) {
  const isPinned = live.control.pin?.target === target.id;
  return (
    <span className="flex shrink-0 flex-wrap gap-2">
      {canFailBack(live, target) ? (
        <Button size="sm" onClick={() => onOrder({ action: "fail_back", target: target.id })}>
          <Undo2 aria-hidden />
          Fail back
        </Button>
      ) : null}
      {isPinned ? null : (
        <Button
          size="sm"
          variant="ghost"
          aria-label={`Pin to ${target.id}`}
          onClick={() => onOrder({ action: "pin", target: target.id })}
        >
          <Pin aria-hidden />
          Pin
        </Button>
      )}
    </span>
  );
}
