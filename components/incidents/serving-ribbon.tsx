"use client";

import { useQuery } from "@tanstack/react-query";
import type { VersionRef } from "@/components/publishing/queries.ts";
import { formatAbsolute } from "@/components/ui/format-relative.ts";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { Skeleton } from "@/components/ui/skeleton.tsx";
import type { Ribbon } from "#lib/telemetry/schema";
import { ribbonQuery } from "./queries.ts";
import { reasonWords } from "./reason-words.ts";
import { ribbonRows, type RibbonBar } from "./ribbon-layout.ts";

interface ServingRibbonProps {
  versionRef: VersionRef;
  environment: string;
  /** The first target of the chain; every other that answers is a fallback. */
  primary: string | undefined;
  incident?: string;
}

/** Who answered when, a ribbon per gateway. */
export function ServingRibbon({ versionRef, environment, primary, incident }: ServingRibbonProps) {
  const ribbon = useQuery(ribbonQuery(versionRef, environment, incident));
  if (ribbon.isPending) return <Skeleton className="h-16 w-full" />;
  if (ribbon.isLoadingError) return <ProblemCallout error={ribbon.error} />;
  return <RibbonPicture ribbon={ribbon.data} primary={primary} />;
}

const FILL: Record<RibbonBar["who"], string> = {
  primary: "fill-ok",
  fallback: "fill-fallback-solid",
  none: "fill-danger",
};

function RibbonPicture({ ribbon, primary }: { ribbon: Ribbon; primary: string | undefined }) {
  const rows = ribbonRows(ribbon, primary);
  if (rows.length === 0)
    return <p className="text-sm text-text-muted">No gateway has reported in this time.</p>;
  return (
    <figure className="flex flex-col gap-2">
      {rows.map((row) => (
        <div key={row.node} className="flex items-center gap-3">
          <span className="w-28 shrink-0 truncate font-mono text-xs text-text-muted" title={row.node}>
            {row.node}
          </span>
          <svg
            viewBox="0 0 1000 20"
            preserveAspectRatio="none"
            role="img"
            aria-label={row.bars.map(barText).join("; ")}
            className="h-5 min-w-0 flex-1 overflow-hidden rounded-sm bg-surface-sunken"
          >
            {row.bars.map((bar) => (
              <rect
                key={bar.segment.from}
                x={bar.x}
                y="0"
                width={bar.width}
                height="20"
                className={FILL[bar.who]}
              >
                <title>{barText(bar)}</title>
              </rect>
            ))}
          </svg>
        </div>
      ))}
      <figcaption className="flex flex-wrap items-center gap-x-4 gap-y-1 pl-31 text-xs text-text-muted">
        <Legend who="primary" word={primary ?? "Primary"} />
        <Legend who="fallback" word="Fallback" />
        <Legend who="none" word="Nobody" />
        <span className="ml-auto tabular-nums" suppressHydrationWarning>
          {formatAbsolute(Date.parse(ribbon.from))} – {formatAbsolute(Date.parse(ribbon.to))}
        </span>
      </figcaption>
    </figure>
  );
}

function Legend({ who, word }: { who: RibbonBar["who"]; word: string }) {
  return (
    <span className="inline-flex items-center gap-1.5">
      <svg aria-hidden viewBox="0 0 10 10" className="size-2.5">
        <rect width="10" height="10" rx="2" className={FILL[who]} />
      </svg>
      {word}
    </span>
  );
}

function barText({ segment }: RibbonBar): string {
  const times = `${formatAbsolute(Date.parse(segment.from))} to ${formatAbsolute(Date.parse(segment.to))}`;
  return `${segment.target || "Nobody"} ${times}${segment.reason ? ` (${reasonWords(segment.reason)})` : ""}`;
}
