"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useReducer } from "react";
import { ProblemError } from "@/components/ui/api.ts";
import type { Draft } from "#lib/catalogue/schema";
import type { ChainDraft } from "./chain-edit.ts";
import { editorReducer, isDirty, startEditing } from "./editor-state.ts";
import type { VersionRef } from "@/components/publishing/queries.ts";
import { keptEdits } from "./kept-edits.ts";
import { draftQuery, saveDraft } from "./queries.ts";
import { useKeptEdits } from "./use-kept-edits.ts";

const contentOf = ({ routes, policy, bindings }: Draft): ChainDraft => ({ routes, policy, bindings });

/** The draft being edited, and how it is saved: a save on an older draft is refused and nothing is overwritten. `card` is selected first. Edits that were left unsaved are gone on with. */
export function useDraftEditor(ref: VersionRef, draft: Draft, card?: string) {
  const queries = useQueryClient();
  const [state, dispatch] = useReducer(
    editorReducer,
    draft,
    (from) => keptEdits(ref) ?? startEditing(contentOf(from), from.etag, card),
  );
  useKeptEdits(ref, state);
  const key = draftQuery(ref).queryKey;

  const save = useMutation({
    mutationFn: (content: ChainDraft) => saveDraft(ref, { etag: state.etag, ...content }),
    onSuccess(saved, sent) {
      queries.setQueryData(key, saved);
      dispatch({ type: "saved", sent, draft: contentOf(saved), etag: saved.etag });
    },
  });
  const stale = save.error instanceof ProblemError && save.error.problem.code === "stale";

  /** Fetches what the other person saved. Theirs replaces the edits only when `keepMine` is false. */
  async function resolveStale(keepMine: boolean) {
    const theirs = await queries.fetchQuery({ ...draftQuery(ref), staleTime: 0 });
    save.reset();
    if (keepMine) dispatch({ type: "rebased", saved: contentOf(theirs), etag: theirs.etag });
    else dispatch({ type: "taken_over", draft: contentOf(theirs), etag: theirs.etag });
  }

  return {
    state,
    dispatch,
    save: { ...save, start: () => save.mutate(state.draft) },
    stale,
    resolveStale,
    dirty: isDirty(state),
    // What was refused is said at its field until somebody edits on.
    refused:
      save.error instanceof ProblemError && save.variables === state.draft ? save.error.problem.issues : [],
  };
}
