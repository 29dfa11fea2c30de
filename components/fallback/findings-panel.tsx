"use client";

import { CircleCheck, CircleX, TriangleAlert } from "lucide-react";
import { Button } from "@/components/ui/button.tsx";
import { EmptyState } from "@/components/ui/empty-state.tsx";
import { isAcceptable } from "#lib/fallback";
import type { Finding, UnboundTarget } from "#lib/fallback/schema";
import type { Unjudged } from "./editor-findings.ts";
import { placeInWords } from "./finding-place.ts";

interface FindingsPanelProps {
  findings: readonly Finding[];
  unjudged: Unjudged;
  chain: readonly UnboundTarget[];
  /** Leads to the field. */
  onFinding: (finding: Finding) => void;
  /** Takes the risk that an error speaks of; absent for who may not. */
  onAccept: ((code: string) => void) | undefined;
}

const STILL_OPEN = {
  edited: "What the rules say, and what other APIs bring into the chain, is told of the saved draft.",
  hidden: "What there is about its addresses, and what the rules say, is told to its team.",
} as const satisfies Record<NonNullable<Unjudged>, string>;

/** Everything to know before publishing, errors first; each leads to its field. */
export function FindingsPanel({ findings, unjudged, chain, onFinding, onAccept }: FindingsPanelProps) {
  if (findings.length === 0) {
    return (
      <EmptyState icon={CircleCheck} title={unjudged ? "No findings so far" : "No findings"} className="py-8">
        {unjudged ? STILL_OPEN[unjudged] : "The chain can be published."}
      </EmptyState>
    );
  }
  const sorted = findings.toSorted((a, b) => a.severity.localeCompare(b.severity));
  return (
    <>
      <ul className="divide-y">
        {sorted.map((finding, index) => (
          <li key={`${finding.code}-${index}`} className="flex items-center gap-2 pr-4">
            <button
              type="button"
              onClick={() => onFinding(finding)}
              className="flex min-w-0 flex-1 items-start gap-2.5 px-4 py-2.5 text-left text-sm -outline-offset-2 hover:bg-surface-sunken"
            >
              {finding.severity === "error" ? (
                <CircleX className="size-4 shrink-0 translate-y-0.5 text-danger" aria-label="Error" />
              ) : (
                <TriangleAlert className="size-4 shrink-0 translate-y-0.5 text-warn" aria-label="Warning" />
              )}
              <span className="min-w-0 flex-1">
                <span className="break-words">{finding.message}</span>
                <span className="block truncate font-mono text-xs text-text-muted">
                  {placeInWords(finding, chain)}
                </span>
              </span>
            </button>
            {onAccept && finding.severity === "error" && isAcceptable(finding.code) ? (
              <Button size="sm" onClick={() => onAccept(finding.code)}>
                Accept the risk
              </Button>
            ) : null}
          </li>
        ))}
      </ul>
      {unjudged ? (
        <p className="border-t px-4 py-2.5 text-xs text-text-muted">{STILL_OPEN[unjudged]}</p>
      ) : null}
    </>
  );
}
