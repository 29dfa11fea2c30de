"use client";

type Listener = (panel: "commands" | "keys") => void;

const listeners = new Set<Listener>();

/** Opens the command menu or the list of keys from anywhere. */
export function openPanel(panel: "commands" | "keys"): void {
  for (const listener of listeners) listener(panel);
}

export function onOpenPanel(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
