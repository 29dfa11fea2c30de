"use client";

type Listener = () => void;

const listeners = new Set<Listener>();

/** Next.js says that the way to another page begins. Listeners are called inside of its transition. */
export function navigationStarts(): void {
  for (const listener of listeners) listener();
}

export function onNavigationStart(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
