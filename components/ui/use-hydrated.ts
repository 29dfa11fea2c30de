"use client";

import { useSyncExternalStore } from "react";

const subscribe = () => () => {};

/**
 * False while React takes over what the server rendered, true from then on. Parts of a page hydrate at different times, and
 * React leaves attributes of the server's as they are: what the browser knows meanwhile must wait for the next rendering.
 */
export function useHydrated(): boolean {
  return useSyncExternalStore(
    subscribe,
    () => true,
    () => false,
  );
}
