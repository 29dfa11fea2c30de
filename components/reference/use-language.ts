"use client";

import { useSyncExternalStore } from "react";
import { LANGUAGES, type Language } from "./snippets.ts";

const NAME = "understudy-snippet-language";
const DEFAULT: Language = "curl";
const listeners = new Set<() => void>();

function subscribe(listener: () => void) {
  listeners.add(listener);
  window.addEventListener("storage", listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("storage", listener);
  };
}

function read(): Language {
  const kept = window.localStorage.getItem(NAME);
  return LANGUAGES.find(({ value }) => value === kept)?.value ?? DEFAULT;
}

/** The language examples are shown in: chosen once, the same everywhere, remembered by this browser. */
export function useLanguage(): [Language, (language: Language) => void] {
  const language = useSyncExternalStore(subscribe, read, () => DEFAULT);
  function choose(next: Language) {
    window.localStorage.setItem(NAME, next);
    for (const listener of listeners) listener();
  }
  return [language, choose];
}
