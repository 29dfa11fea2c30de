"use client";

import { Ban, Inbox } from "lucide-react";
import { cn } from "@/components/ui/cn.ts";
import type { Finding, UnboundPolicy } from "#lib/fallback/schema";
import type { RouteMatch } from "#lib/routing/schema";
import { Connector } from "./connector.tsx";
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
    <li className="flex min-w-0">
      <button
        type="button"
        aria-pressed={selected}
        onClick={onSelect}
        className={cn(
          "flex w-full min-w-0 flex-col gap-1.5 rounded-lg border border-dashed border-border-strong p-3 text-left lg:w-44",
          selected && "border-solid border-accent ring-1 ring-accent",
        )}
      >
        <span className="flex items-center gap-1.5 text-xs text-text-muted">
          <Inbox aria-hidden className="size-3.5" />
          Request
        </span>
        <span className="truncate font-mono text-sm">{first ? first.pathPrefix : "No route"}</span>
        <span className="truncate text-xs text-text-muted">
          {routes.length > 1 ? `and ${routes.length - 1} more` : first?.methods.join(", ") || "All methods"}
        </span>
        <span className="flex min-h-5 items-center">
          <FindingBadge findings={findings} />
        </span>
      </button>
    </li>
  );
}

const RESPOND = {
  last: "The last failure is passed on",
  first: "The first failure is passed on",
  synthetic: "The gateway answers",
} as const;

/** Where the chain ends. A static answer as the last target closes it before. */
export function EndCard({ policy }: { policy: UnboundPolicy }) {
  const last = policy.chain.at(-1);
  if (last?.kind === "static") return null;
  const exhausted = policy.whenExhausted ?? { respond: "last" as const };
  const status = exhausted.respond === "synthetic" ? ` ${exhausted.status ?? 503}` : "";
  return (
    <li className="flex min-w-0 flex-col items-stretch lg:flex-row">
      <Connector />
      <span className="flex flex-col gap-1.5 rounded-lg border border-dashed p-3 text-text-muted lg:w-44">
        <span className="flex items-center gap-1.5 text-xs">
          <Ban aria-hidden className="size-3.5" />
          Nothing answered
        </span>
        <span className="text-sm">
          {RESPOND[exhausted.respond]}
          {status}
        </span>
      </span>
    </li>
  );
}
