"use client";

import { useSyncExternalStore } from "react";
import { THEME_COOKIE, themeOf, type Theme } from "./theme.ts";

const YEAR_S = 31_536_000;
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

const current = (): Theme => themeOf(document.documentElement.dataset.theme);

/** The theme in force lives on the document element; the cookie keeps it for the next visit. */
export function setTheme(theme: Theme): void {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  const maxAge = theme === "system" ? 0 : YEAR_S;
  // The Cookie Store API is missing in Firefox and on plain http.
  // oxlint-disable-next-line unicorn/no-document-cookie -- see above
  document.cookie = `${THEME_COOKIE}=${theme}; path=/; max-age=${maxAge}; samesite=lax`;
  for (const listener of listeners) listener();
}

export function useTheme(): Theme {
  return useSyncExternalStore(subscribe, current, () => "system");
}
