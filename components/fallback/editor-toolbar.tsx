"use client";

import { Redo2, Undo2 } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button.tsx";
import { countOf } from "@/components/ui/format-number.ts";
import { IconButton } from "@/components/ui/icon-button.tsx";
import { RelativeTime } from "@/components/ui/relative-time.tsx";
import type { Draft } from "#lib/catalogue/schema";
import type { EditorAction, EditorState } from "./editor-state.ts";

interface EditorToolbarProps {
  draft: Draft;
  state: EditorState;
  dispatch: (action: EditorAction) => void;
  dirty: boolean;
  /** Findings that keep it from being published. */
  errors: number;
  saving: boolean;
  onSave: () => void;
  /** Presets, and publishing. */
  presets: ReactNode;
  publish: ReactNode;
}

/** Where the draft stands, the ways back and forth, and the ways on. */
export function EditorToolbar(props: EditorToolbarProps) {
  const { draft, state, dispatch, dirty, errors, saving, onSave, presets, publish } = props;
  return (
    <div className="flex flex-wrap items-center justify-between gap-3">
      <div className="flex flex-wrap gap-x-3">
        <SavedNote draft={draft} dirty={dirty} />
        {draft.mayUpdate && errors > 0 ? (
          <p className="text-sm text-danger">{`${countOf(errors, "error")} to mend before it can be published`}</p>
        ) : null}
      </div>
      <div className="flex flex-wrap gap-2">
        {draft.mayUpdate ? (
          <>
            <span className="flex">
              <IconButton
                label="Undo"
                title="Undo (⌘Z)"
                disabled={state.past.length === 0}
                onClick={() => dispatch({ type: "undo" })}
              >
                <Undo2 aria-hidden />
              </IconButton>
              <IconButton
                label="Redo"
                title="Redo (⇧⌘Z)"
                disabled={state.future.length === 0}
                onClick={() => dispatch({ type: "redo" })}
              >
                <Redo2 aria-hidden />
              </IconButton>
            </span>
            {presets}
            <Button variant="ghost" disabled={!dirty} onClick={() => dispatch({ type: "discard" })}>
              Discard
            </Button>
            <Button disabled={!dirty} pending={saving} onClick={onSave} title="Save (⌘S)">
              Save
            </Button>
          </>
        ) : null}
        {publish}
      </div>
    </div>
  );
}

function SavedNote({ draft, dirty }: { draft: Draft; dirty: boolean }) {
  if (!draft.mayUpdate) return <p className="text-sm text-text-muted">You can look; its team edits it.</p>;
  if (dirty) return <p className="text-sm text-warn">Unsaved changes</p>;
  if (draft.savedBy === null) return <p className="text-sm text-text-muted">As registered</p>;
  return (
    <p className="text-sm text-text-muted">
      Saved <RelativeTime at={draft.savedBy.at} /> by {draft.savedBy.name}
    </p>
  );
}
