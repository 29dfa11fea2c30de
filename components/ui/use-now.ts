"use client";

import { useSyncExternalStore } from "react";

function subscribe(onTick: () => void): () => void {
  const timer = setInterval(onTick, 1000);
  return () => clearInterval(timer);
}
const seconds = () => Math.floor(Date.now() / 1000);

/** The time in ms since 1970, in whole seconds, kept current: one clock for everything on the page that counts. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, seconds, seconds) * 1000;
}
