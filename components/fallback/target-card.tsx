"use client";

import { useSortable } from "@dnd-kit/sortable";
import { CSS } from "@dnd-kit/utilities";
import {
  Archive,
  Bot,
  GripVertical,
  MessageSquareText,
  Network,
  Server,
  type LucideIcon,
} from "lucide-react";
import type { KeyboardEvent } from "react";
import { Badge } from "@/components/ui/badge.tsx";
import { cn } from "@/components/ui/cn.ts";
import type { Bindings, Finding, UnboundTarget } from "#lib/fallback/schema";
import type { TargetStatus } from "#lib/telemetry/schema";
import { Connector } from "./connector.tsx";
import type { EditorAction } from "./editor-state.ts";
import { FindingBadge } from "./finding-badge.tsx";
import { TargetStateBadge } from "./target-state-badge.tsx";
import { KIND_LABEL, targetRole, targetSummary } from "./target-summary.ts";

const KIND_ICON: Record<UnboundTarget["kind"], LucideIcon> = {
  http: Server,
  api: Network,
  ai: Bot,
  stale: Archive,
  static: MessageSquareText,
};

interface TargetCardProps {
  target: UnboundTarget;
  index: number;
  chain: readonly UnboundTarget[];
  bindings: Bindings | undefined;
  findings: readonly Finding[];
  status: TargetStatus | undefined;
  serving: boolean;
  selected: boolean;
  readOnly: boolean;
  dispatch: (action: EditorAction) => void;
}

/** One target of the chain. Selected by a press, moved by its handle, by drag or with Alt and the arrow keys. */
export function TargetCard(props: TargetCardProps) {
  const { target, index, chain, bindings, findings, status, serving, selected, readOnly, dispatch } = props;
  const { setNodeRef, setActivatorNodeRef, attributes, listeners, transform, transition, isDragging } =
    useSortable({
      id: target.id,
      disabled: readOnly,
    });
  const Icon = KIND_ICON[target.kind];
  const summary = targetSummary(target, bindings);

  function onKeyDown(event: KeyboardEvent) {
    if (readOnly || !event.altKey) return;
    const step = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[event.key];
    const to = index + (step ?? 0);
    if (step === undefined || to < 0 || to >= chain.length) return;
    event.preventDefault();
    dispatch({ type: "move", from: index, to });
  }

  return (
    <li
      ref={setNodeRef}
      style={{ transform: CSS.Translate.toString(transform), transition }}
      className={cn("flex min-w-0 flex-col items-stretch lg:flex-row", isDragging && "z-10 opacity-80")}
    >
      <Connector />
      <div
        className={cn(
          "flex items-stretch rounded-lg border bg-surface-raised shadow-raised lg:w-56",
          selected && "border-accent ring-1 ring-accent",
          serving && index > 0 && !selected && "border-fallback-solid",
        )}
      >
        <button
          type="button"
          aria-pressed={selected}
          aria-label={`${targetRole(index, chain)}: ${target.id}, ${KIND_LABEL[target.kind]}, ${summary}`}
          onClick={() => dispatch({ type: "select", id: target.id })}
          onKeyDown={onKeyDown}
          className="flex min-w-0 flex-1 flex-col gap-1.5 rounded-lg p-3 text-left"
        >
          <span className="flex items-center gap-1.5 text-xs text-text-muted">
            <Icon aria-hidden className="size-3.5" />
            {targetRole(index, chain)}
          </span>
          <span className="truncate font-medium">{target.id}</span>
          <span className="truncate font-mono text-xs text-text-muted">{summary}</span>
          <span className="flex min-h-5 flex-wrap items-center gap-1">
            {status ? <TargetStateBadge status={status} /> : null}
            {serving ? <Badge tone={index > 0 ? "fallback" : "ok"}>Answers now</Badge> : null}
            <FindingBadge findings={findings} />
          </span>
        </button>
        {readOnly ? null : (
          <button
            ref={setActivatorNodeRef}
            {...attributes}
            {...listeners}
            type="button"
            aria-label={`Move ${target.id}`}
            title="Drag, or press Space and use the arrow keys"
            className="flex w-7 shrink-0 cursor-grab touch-none items-center justify-center rounded-r-lg text-text-muted hover:bg-surface-sunken hover:text-text"
          >
            <GripVertical aria-hidden className="size-4" />
          </button>
        )}
      </div>
    </li>
  );
}
