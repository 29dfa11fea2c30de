"use client";

import { useEffect, useEffectEvent } from "react";

interface EditorKeys {
  save: () => void;
  undo: () => void;
  redo: () => void;
}

/** ⌘S and ⌘↵ save, ⌘Z and ⇧⌘Z go back and forth, from anywhere on the page. */
export function useEditorKeys({ save, undo, redo }: EditorKeys): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    const name = nameOf(event);
    if (name === undefined || isElsewhere(event, name)) return;
    event.preventDefault();
    ({ save, undo, redo })[name]();
  });
  // The window's keyboard events are outside React.
  useEffect(() => {
    const listener = (event: KeyboardEvent) => onKey(event);
    window.addEventListener("keydown", listener);
    return () => window.removeEventListener("keydown", listener);
  }, []);
}

function nameOf(event: KeyboardEvent): "save" | "undo" | "redo" | undefined {
  if (!(event.metaKey || event.ctrlKey) || event.altKey || event.defaultPrevented) return undefined;
  const key = event.key.toLowerCase();
  if (key === "s" || key === "enter") return "save";
  if (key === "y") return "redo";
  if (key !== "z") return undefined;
  return event.shiftKey ? "redo" : "undo";
}

/** A dialog has its own ⌘↵, a text that is edited as a whole its own undo. */
function isElsewhere(event: KeyboardEvent, name: "save" | "undo" | "redo"): boolean {
  if (document.querySelector("dialog[open]:not([data-sheet])")) return true;
  return (
    name !== "save" && event.target instanceof Element && event.target.closest("[data-own-undo]") !== null
  );
}
