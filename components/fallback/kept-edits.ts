import type { VersionRef } from "@/components/publishing/queries.ts";
import { isDirty, type EditorState } from "./editor-state.ts";

/** Edits nobody has saved, by version. They outlive the page they were made on, and end with the window. */
const kept = new Map<string, EditorState>();
const keyOf = ({ slug, version }: VersionRef) => `${slug}/${version}`;

/** What was left unsaved of a version, to go on with. */
export function keptEdits(ref: VersionRef): EditorState | undefined {
  return kept.get(keyOf(ref));
}

/** Keeps what differs from the saved draft; what does not needs no keeping. */
export function keepEdits(ref: VersionRef, state: EditorState): void {
  if (isDirty(state)) kept.set(keyOf(ref), state);
  else kept.delete(keyOf(ref));
}
