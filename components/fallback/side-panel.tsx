"use client";

import { Card } from "@/components/ui/card.tsx";
import type { Finding } from "#lib/fallback/schema";
import type { EditorAction, EditorState } from "./editor-state.ts";
import { PanelSheet } from "./panel-sheet.tsx";
import { RequestPanel } from "./request-panel.tsx";
import type { StandIns } from "./stand-in.ts";
import { TargetPanel } from "./target-panel.tsx";
import { useNarrow } from "./use-narrow.ts";

interface SidePanelProps {
  state: EditorState;
  dispatch: (action: EditorAction) => void;
  environment: string;
  findings: readonly Finding[];
  standIns: StandIns;
  readOnly: boolean;
  onRemove: (id: string) => void;
  /** Where there is no side: whether the sheet is open. */
  sheet: { open: boolean; onClose: () => void };
}

/** The form of the selected card: beside the drawer, or a sheet on a phone. */
export function SidePanel(props: SidePanelProps) {
  const { state, dispatch, environment, findings, readOnly, onRemove, sheet } = props;
  const narrow = useNarrow();
  const selected = state.draft.policy.chain.find((target) => target.id === state.selected);
  const form = (
    <fieldset disabled={readOnly} data-panel className="contents">
      <legend className="sr-only">{selected ? selected.id : "Request"}</legend>
      {selected ? (
        <TargetPanel
          key={`${selected.id}:${environment}`}
          state={state}
          dispatch={dispatch}
          target={selected}
          environment={environment}
          findings={findings}
          standIn={props.standIns[selected.id]}
          onRemove={onRemove}
        />
      ) : (
        <RequestPanel state={state} dispatch={dispatch} findings={findings} />
      )}
    </fieldset>
  );
  if (!narrow)
    return (
      <Card className="hidden overscroll-contain lg:sticky lg:top-18 lg:order-last lg:block lg:max-h-[calc(100dvh-5.5rem)] lg:overflow-y-auto">
        {form}
      </Card>
    );
  return (
    <PanelSheet open={sheet.open} onClose={sheet.onClose} label={selected ? selected.id : "Request"}>
      {form}
    </PanelSheet>
  );
}
