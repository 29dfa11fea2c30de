"use client";

import { useEffect, useState } from "react";
import { flushSync } from "react-dom";
import { useUrlSearch } from "@/components/shell/use-url-search.ts";
import { toast } from "@/components/ui/toast-store.ts";
import type { Finding } from "#lib/fallback/schema";
import type { AddedKind } from "./chain-edit.ts";
import { REQUEST_CARD, type EditorAction, type EditorState } from "./editor-state.ts";
import { cardOf, fieldOf } from "./finding-place.ts";
import { focusField } from "./focus-field.ts";

/** Where one types first in a new target. */
const FIRST_FIELD: Record<AddedKind, (string | number)[]> = {
  http: ["endpoints", 0, "url"],
  api: ["apiId"],
  stale: ["maxStaleMs"],
  static: ["status"],
};

/** What is done with cards beyond editing them: selecting, adding and removing, and where the focus goes. */
export function useCardActions({ draft, selected }: EditorState, dispatch: (action: EditorAction) => void) {
  const { change } = useUrlSearch();
  const [sheetOpen, setSheetOpen] = useState(false);
  const { chain } = draft.policy;

  // The URL is the browser's: a link to this page shows the same card.
  useEffect(() => {
    const card = selected === (chain[0]?.id ?? REQUEST_CARD) ? undefined : selected;
    const shown = new URLSearchParams(window.location.search).get("card") ?? undefined;
    if (shown !== card) change({ card }, "replace");
  });

  function open(action: EditorAction, field?: readonly (string | number)[]) {
    // The form must be there before the focus can go to it.
    flushSync(() => {
      dispatch(action);
      setSheetOpen(true);
    });
    if (field) focusField(field);
  }

  return {
    sheetOpen,
    closeSheet: () => setSheetOpen(false),
    onSelect: (id: string) => open({ type: "select", id }),
    onAdd: (at: number, kind: AddedKind) => open({ type: "add", at, kind }, FIRST_FIELD[kind]),
    onFinding: (finding: Finding) => open({ type: "select", id: cardOf(finding, chain) }, fieldOf(finding)),
    onRemove(id: string) {
      // The card, or the form, that had the focus goes.
      flushSync(() => {
        dispatch({ type: "remove", id });
        setSheetOpen(false);
      });
      document.querySelector<HTMLElement>('[data-card][aria-pressed="true"]')?.focus();
      const action = { label: "Undo", run: () => dispatch({ type: "put_back", id }) };
      toast({ tone: "info", title: `Removed ${id} from the chain`, action });
    },
  };
}
