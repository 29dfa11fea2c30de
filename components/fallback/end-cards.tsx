"use client";

import { Ban, Inbox } from "lucide-react";
import { cn } from "@/components/ui/cn.ts";
import type { Finding, UnboundPolicy } from "#lib/fallback/schema";
import type { RouteMatch } from "#lib/routing/schema";
import { FindingBadge } from "./finding-badge.tsx";

interface RequestCardProps {
  routes: readonly RouteMatch[];
  selected: boolean;
  findings: readonly Finding[];
  onSelect: () => void;
}

/** Where the chain begins: what comes in. */
export function RequestCard({ routes, selected, findings, onSelect }: RequestCardProps) {
  const first = routes[0];
  return (
    <button
      type="button"
      data-card
      aria-pressed={selected}
      onClick={onSelect}
      className={cn(
        "flex min-w-0 flex-1 flex-col gap-1.5 rounded-lg border border-dashed border-border-strong p-3 text-left ",
        selected && "border-solid border-accent ring-1 ring-accent",
      )}
    >
      <span className="flex items-center gap-1.5 text-xs text-text-muted">
        <Inbox aria-hidden className="size-3.5" />
        Request
      </span>
      <span className="truncate font-mono text-sm" title={first?.pathPrefix}>
        {first ? first.pathPrefix : "No route"}
      </span>
      <span className="truncate text-xs text-text-muted">
        {routes.length > 1 ? `and ${routes.length - 1} more` : first?.methods.join(", ") || "All methods"}
      </span>
      <span className="flex min-h-5 items-center">
        <FindingBadge findings={findings} />
      </span>
    </button>
  );
}

const RESPOND = {
  last: "The last failure is passed on",
  first: "The first failure is passed on",
  synthetic: "The gateway answers",
} as const;

/** Where the chain ends when nothing answered. */
export function EndCard({ policy }: { policy: UnboundPolicy }) {
  const exhausted = policy.whenExhausted ?? { respond: "last" as const };
  const status = exhausted.respond === "synthetic" ? ` ${exhausted.status ?? 503}` : "";
  return (
    <span className="flex min-w-0 flex-1 flex-col gap-1.5 rounded-lg border border-dashed p-3 text-text-muted">
      <span className="flex items-center gap-1.5 text-xs">
        <Ban aria-hidden className="size-3.5" />
        Nothing answered
      </span>
      <span className="text-sm">
        {RESPOND[exhausted.respond]}
        {status}
      </span>
    </span>
  );
}
