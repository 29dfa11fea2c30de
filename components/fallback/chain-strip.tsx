"use client";

import {
  DndContext,
  KeyboardSensor,
  PointerSensor,
  closestCenter,
  useSensor,
  useSensors,
  type DragEndEvent,
} from "@dnd-kit/core";
import { SortableContext, sortableKeyboardCoordinates } from "@dnd-kit/sortable";
import { useId } from "react";
import type { TargetStatus } from "#lib/telemetry/schema";
import type { Finding } from "#lib/fallback/schema";
import { AddTarget } from "./add-target.tsx";
import { REQUEST_CARD, type EditorAction, type EditorState } from "./editor-state.ts";
import { EndCard, RequestCard } from "./end-cards.tsx";
import { TargetCard } from "./target-card.tsx";
import { findingsAt, findingsOfTarget } from "./target-summary.ts";

export interface ChainStripProps {
  state: EditorState;
  dispatch: (action: EditorAction) => void;
  environment: string;
  findings: readonly Finding[];
  /** Live states by target id, where a gateway has reported. */
  live: Readonly<Record<string, TargetStatus>>;
  /** The target that answers now. */
  serving: string | undefined;
  readOnly: boolean;
}

/** The chain, left to right: the request, the targets in order, and what happens when none answers. */
export function ChainStrip({
  state,
  dispatch,
  environment,
  findings,
  live,
  serving,
  readOnly,
}: ChainStripProps) {
  const id = useId();
  const chain = state.draft.policy.chain;
  const ids = chain.map((target) => target.id);
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 4 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  );

  function onDragEnd({ active, over }: DragEndEvent) {
    if (over === null || active.id === over.id) return;
    dispatch({ type: "move", from: ids.indexOf(String(active.id)), to: ids.indexOf(String(over.id)) });
  }

  return (
    <DndContext
      id={id}
      sensors={sensors}
      collisionDetection={closestCenter}
      onDragEnd={onDragEnd}
      accessibility={{ announcements: announcements(ids) }}
    >
      <SortableContext items={ids} disabled={readOnly}>
        <ol aria-label="Fallback chain" className="flex flex-col items-stretch lg:flex-row">
          <RequestCard
            routes={state.draft.routes}
            selected={state.selected === REQUEST_CARD}
            findings={findings.filter(
              (finding) => finding.path[0] !== "chain" && finding.path[0] !== "bindings",
            )}
            onSelect={() => dispatch({ type: "select", id: REQUEST_CARD })}
          />
          {chain.map((target, index) => (
            <TargetCard
              key={target.id}
              target={target}
              index={index}
              chain={chain}
              bindings={state.draft.bindings[environment]}
              findings={[
                ...findingsOfTarget(findings, index),
                ...findingsAt(findings, ["bindings", target.id]),
              ]}
              status={live[target.id]}
              serving={serving === target.id}
              selected={state.selected === target.id}
              readOnly={readOnly}
              dispatch={dispatch}
            />
          ))}
          <EndCard policy={state.draft.policy} />
          {readOnly ? null : <AddTarget chain={chain} dispatch={dispatch} />}
        </ol>
      </SortableContext>
    </DndContext>
  );
}

/** Said to screen readers while a card is moved by keyboard. */
function announcements(ids: readonly string[]) {
  const place = (id: unknown) => `${ids.indexOf(String(id)) + 1} of ${ids.length}`;
  return {
    onDragStart: ({ active }: { active: { id: unknown } }) =>
      `Picked up ${String(active.id)}, place ${place(active.id)}.`,
    onDragOver: ({ active, over }: { active: { id: unknown }; over: { id: unknown } | null }) =>
      over
        ? `${String(active.id)} is over place ${place(over.id)}.`
        : `${String(active.id)} is over no place.`,
    onDragEnd: ({ active, over }: { active: { id: unknown }; over: { id: unknown } | null }) =>
      over
        ? `Dropped ${String(active.id)} at place ${place(over.id)}.`
        : `${String(active.id)} stays where it was.`,
    onDragCancel: ({ active }: { active: { id: unknown } }) => `${String(active.id)} stays where it was.`,
  };
}
