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
import { use, type KeyboardEvent } from "react";
import { cn } from "@/components/ui/cn.ts";
import type { DraftStandIn } from "#lib/catalogue/schema";
import type { Bindings, Finding, UnboundTarget } from "#lib/fallback/schema";
import { BindingsHidden } from "./bindings-hidden.ts";
import { CardFacts } from "./card-facts.tsx";
import type { CardLive } from "./card-live.ts";
import type { EditorAction } from "./editor-state.ts";
import { FindingBadge } from "./finding-badge.tsx";
import { StandInBadge } from "./stand-in-badge.tsx";
import { KIND_LABEL, targetRole, targetSummary } from "./target-summary.ts";
import { WalkBadge, type WalkMark } from "./walk-badge.tsx";

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
  live: CardLive | undefined;
  walk: WalkMark | undefined;
  standIn: DraftStandIn | undefined;
  selected: boolean;
  readOnly: boolean;
  dispatch: (action: EditorAction) => void;
  onSelect: (id: string) => void;
  onRemove: (id: string) => void;
}

/** One target of the chain. Selected by a press, moved by its handle, by drag or with Alt and the arrow keys. */
export function TargetCard(props: TargetCardProps) {
  const { target, index, chain, bindings, findings, live, walk, standIn, selected, readOnly, onSelect } =
    props;
  const { setNodeRef, setActivatorNodeRef, attributes, listeners, transform, transition, isDragging } =
    useSortable({ id: target.id, disabled: readOnly });
  const Icon = KIND_ICON[target.kind];
  const isHidden = use(BindingsHidden) && target.kind === "http";
  const summary = isHidden ? "Address known to its team" : targetSummary(target, bindings);
  return (
    <div
      ref={setNodeRef}
      style={{ transform: CSS.Translate.toString(transform), transition }}
      className={cn(
        "flex min-w-0 flex-1 items-stretch rounded-lg border bg-surface-raised shadow-raised",
        selected && "border-accent ring-1 ring-accent",
        live?.fromFallback && !selected && "border-fallback-solid",
        isDragging && "relative z-10 opacity-80",
      )}
    >
      <button
        type="button"
        data-card
        aria-pressed={selected}
        aria-label={`${targetRole(index, chain)}: ${target.id}, ${KIND_LABEL[target.kind]}, ${summary}`}
        onClick={() => onSelect(target.id)}
        onKeyDown={(event) => onCardKey(event, props)}
        className="flex min-w-0 flex-1 flex-col gap-1 rounded-lg p-3 pr-1 text-left"
      >
        <span className="flex items-center gap-1.5 text-xs text-text-muted">
          <Icon aria-hidden className="size-3.5 shrink-0" />
          <span className="truncate">{targetRole(index, chain)}</span>
        </span>
        <span className="truncate font-medium" title={target.id}>
          {target.id}
        </span>
        <span className="truncate font-mono text-xs text-text-muted" title={summary}>
          {summary}
        </span>
        <CardFacts target={target} live={live} findings={findings} />
        <span className="mt-auto flex flex-wrap items-center gap-1 pt-1 empty:hidden">
          <WalkBadge mark={walk} />
          <StandInBadge standIn={standIn} />
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
  );
}

const STEP: Record<string, number> = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 };

function onCardKey(event: KeyboardEvent<HTMLElement>, props: TargetCardProps): void {
  const { target, index, chain, readOnly, dispatch, onRemove } = props;
  if (event.metaKey || event.ctrlKey) return;
  const step = STEP[event.key];
  if (step !== undefined && !event.altKey) focusNeighbour(event.currentTarget, step);
  else if (readOnly) return;
  else if (step !== undefined && index + step >= 0 && index + step < chain.length)
    dispatch({ type: "move", from: index, to: index + step });
  else if (event.key === "Delete" || event.key === "Backspace") onRemove(target.id);
  else if (event.key === "d" && !event.altKey) dispatch({ type: "duplicate", id: target.id });
  else return;
  event.preventDefault();
}

function focusNeighbour(card: HTMLElement, step: number): void {
  const cards = [...document.querySelectorAll<HTMLElement>("[data-card]")];
  cards[cards.indexOf(card) + step]?.focus();
}
