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
import { useId, type ReactNode } from "react";
import type { Finding } from "#lib/fallback/schema";
import { cardOf, type CardLive } from "./card-live.ts";
import type { AddedKind } from "./chain-edit.ts";
import { Connector } from "./connector.tsx";
import { REQUEST_CARD, type EditorAction, type EditorState } from "./editor-state.ts";
import { EndCard, RequestCard } from "./end-cards.tsx";
import type { StandIns } from "./stand-in.ts";
import { TargetCard } from "./target-card.tsx";
import { findingsAt, findingsOfTarget } from "./target-summary.ts";
import type { WalkMark } from "./walk-badge.tsx";

export interface ChainStripProps {
  state: EditorState;
  dispatch: (action: EditorAction) => void;
  environment: string;
  findings: readonly Finding[];
  /** By the id that gateways know a target by. */
  live: Readonly<Record<string, CardLive>>;
  /** The walk of a simulated request, by target id. */
  walk: Readonly<Record<string, WalkMark>>;
  standIns: StandIns;
  readOnly: boolean;
  /** Per place of the chain, the kinds that may be added there. */
  legal: readonly (readonly AddedKind[])[];
  onSelect: (id: string) => void;
  onAdd: (at: number, kind: AddedKind) => void;
  onRemove: (id: string) => void;
}

/** The chain, left to right: the request, the targets in order, and what happens when none answers. */
export function ChainStrip(props: ChainStripProps) {
  const { state, dispatch, environment, findings, live, walk, readOnly, legal, onSelect, onAdd, onRemove } =
    props;
  const id = useId();
  const { chain } = state.draft.policy;
  const ids = chain.map((target) => target.id);
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 4 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  );

  function onDragEnd({ active, over }: DragEndEvent) {
    if (over === null || active.id === over.id) return;
    dispatch({ type: "move", from: ids.indexOf(String(active.id)), to: ids.indexOf(String(over.id)) });
  }

  const connector = (at: number, place: string) => (
    <Connector kinds={readOnly ? [] : (legal[at] ?? [])} place={place} onAdd={(kind) => onAdd(at, kind)} />
  );

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
          <Place first>
            <RequestCard
              routes={state.draft.routes}
              selected={state.selected === REQUEST_CARD}
              findings={findings.filter(({ path: [root] }) => root !== "chain" && root !== "bindings")}
              onSelect={() => onSelect(REQUEST_CARD)}
            />
          </Place>
          {chain.map((target, index) => (
            <Place key={target.id}>
              {connector(index, `before ${target.id}`)}
              <TargetCard
                target={target}
                index={index}
                chain={chain}
                bindings={state.draft.bindings[environment]}
                findings={[
                  ...findingsOfTarget(findings, index),
                  ...findingsAt(findings, ["bindings", target.id]),
                ]}
                live={cardOf(target, live)}
                walk={walk[target.id]}
                standIn={props.standIns[target.id]}
                selected={state.selected === target.id}
                readOnly={readOnly}
                dispatch={dispatch}
                onSelect={onSelect}
                onRemove={onRemove}
              />
            </Place>
          ))}
          {chain.at(-1)?.kind === "static" ? null : (
            <Place>
              {connector(chain.length, "at the end")}
              <EndCard policy={state.draft.policy} />
            </Place>
          )}
        </ol>
      </SortableContext>
    </DndContext>
  );
}

function Place({ first, children }: { first?: boolean; children: ReactNode }) {
  return (
    <li
      className={`flex flex-col items-stretch lg:flex-row ${first ? "lg:w-40 lg:shrink-0" : "lg:min-w-50 lg:max-w-80 lg:flex-1"}`}
    >
      {children}
    </li>
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
