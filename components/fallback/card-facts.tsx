"use client";

import { Link2, MapPin, Pin } from "lucide-react";
import { Badge } from "@/components/ui/badge.tsx";
import { RelativeTime } from "@/components/ui/relative-time.tsx";
import type { Finding, UnboundTarget } from "#lib/fallback/schema";
import type { CardLive } from "./card-live.ts";
import { StatesBadge } from "./states-badge.tsx";

interface CardFactsProps {
  target: UnboundTarget;
  live: CardLive | undefined;
  findings: readonly Finding[];
}

/** How the target is: its state now, its latency, when it last answered, and what would take it down with others. */
export function CardFacts({ target, live, findings }: CardFactsProps) {
  const isNetwork = target.kind !== "stale" && target.kind !== "static";
  return (
    <>
      <span className="flex flex-wrap items-center gap-1 empty:hidden">
        {live && isNetwork ? <StatesBadge states={live.states} /> : null}
        {live?.pinned ? (
          <Badge tone="info">
            <Pin aria-hidden />
            Pinned
          </Badge>
        ) : null}
        {live?.serving ? <Badge tone={live.fromFallback ? "fallback" : "ok"}>Answers now</Badge> : null}
        {isNetwork ? <DomainBadge target={target} findings={findings} /> : null}
      </span>
      <span className="flex flex-wrap gap-x-1.5 text-xs whitespace-nowrap text-text-muted tabular-nums">
        {live === undefined ? (
          "Not live yet"
        ) : (
          <>
            <span>{latencyOf(live)}</span>
            {live.exercisedAt ? (
              <span>
                answered <RelativeTime at={live.exercisedAt} />
              </span>
            ) : (
              <span>never exercised</span>
            )}
          </>
        )}
      </span>
    </>
  );
}

/** By what two targets have in common: what is written of them, or where their names lead. */
const SHARED = new Set(["correlated-targets", "shared-address"]);

function latencyOf({ p95Ms, isHighest }: CardLive): string {
  if (p95Ms === null) return "No p95 in the last hour";
  return isHighest ? `p95 at most ${p95Ms} ms` : `p95 ${p95Ms} ms`;
}

function DomainBadge({ target, findings }: { target: UnboundTarget; findings: readonly Finding[] }) {
  const shared = findings.find((finding) => SHARED.has(finding.code));
  if (shared) {
    return (
      <Badge tone="warn" title={shared.message}>
        <Link2 aria-hidden />
        Shared fate
      </Badge>
    );
  }
  const { region, provider } = target.failureDomain ?? {};
  const where = [region, provider].filter(Boolean).join(" · ");
  if (where === "") return null;
  return (
    <Badge tone="outline" title={`Failure domain: ${where}`}>
      <MapPin aria-hidden />
      <span className="truncate">{where}</span>
    </Badge>
  );
}
