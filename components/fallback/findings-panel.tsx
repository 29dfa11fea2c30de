"use client";

import { CircleCheck, CircleX, TriangleAlert } from "lucide-react";
import { EmptyState } from "@/components/ui/empty-state.tsx";
import type { Finding, UnboundTarget } from "#lib/fallback/schema";
import { REQUEST_CARD } from "./editor-state.ts";

interface FindingsPanelProps {
  findings: readonly Finding[];
  chain: readonly UnboundTarget[];
  onSelect: (id: string) => void;
}

/** The card on which a finding is mended. */
function cardOf(finding: Finding, chain: readonly UnboundTarget[]): string {
  const [root, place] = finding.path;
  if (root === "chain" && typeof place === "number") return chain[place]?.id ?? REQUEST_CARD;
  if (root === "bindings" && typeof place === "string") return place;
  return REQUEST_CARD;
}

/** Everything to know before publishing, errors first; each leads to its card. */
export function FindingsPanel({ findings, chain, onSelect }: FindingsPanelProps) {
  if (findings.length === 0) {
    return <EmptyState icon={CircleCheck} title="No findings" className="py-8" />;
  }
  const sorted = findings.toSorted((a, b) => a.severity.localeCompare(b.severity));
  return (
    <ul className="divide-y">
      {sorted.map((finding, index) => {
        const card = cardOf(finding, chain);
        return (
          <li key={`${finding.code}-${index}`}>
            <button
              type="button"
              onClick={() => onSelect(card)}
              className="flex w-full items-start gap-2.5 px-4 py-2.5 text-left text-sm hover:bg-surface-sunken"
            >
              {finding.severity === "error" ? (
                <CircleX className="size-4 shrink-0 translate-y-0.5 text-danger" aria-label="Error" />
              ) : (
                <TriangleAlert className="size-4 shrink-0 translate-y-0.5 text-warn" aria-label="Warning" />
              )}
              <span className="min-w-0 flex-1">
                <span className="break-words">{finding.message}</span>
                <span className="block truncate font-mono text-xs text-text-muted">
                  {card === REQUEST_CARD
                    ? finding.path.join(".") || "policy"
                    : [card, ...finding.path.slice(2)].join(".")}
                </span>
              </span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}
