import { useEffect } from "react";
import type { VersionRef } from "@/components/publishing/queries.ts";
import { toast } from "@/components/ui/toast-store.ts";
import { isDirty, type EditorState } from "./editor-state.ts";
import { keepEdits, keptEdits } from "./kept-edits.ts";

/** Keeps unsaved edits while the reader looks elsewhere in the portal, and has the browser ask before the window goes. */
export function useKeptEdits({ slug, version }: VersionRef, state: EditorState): void {
  const dirty = isDirty(state);
  useEffect(() => keepEdits({ slug, version }, state), [slug, version, state]);

  // Closing the window is the browser's to ask about.
  useEffect(() => {
    if (!dirty) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [dirty]);

  // Said where the reader goes: the editor is gone by then.
  useEffect(
    () => () => {
      if (!keptEdits({ slug, version })) return;
      const detail = `They wait under Fallback of ${slug} ${version} until this window is closed.`;
      toast({ tone: "info", title: "Your edits are kept, and not saved", detail });
    },
    [slug, version],
  );
}
