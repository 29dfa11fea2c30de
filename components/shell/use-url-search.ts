"use client";

import { useSearchParams } from "next/navigation";

/**
 * The state of a list, which is its URL's search. Changes go through the History API: the browser fetches the list alone,
 * the page is not rendered anew on the server. Typing replaces the entry; a filter pushes one, so that Back undoes it.
 * A change of anything but the page starts again at the first page.
 */
export function useUrlSearch() {
  const search = useSearchParams();

  function change(changes: Record<string, string | undefined>, entry: "push" | "replace" = "push") {
    const next = new URLSearchParams(window.location.search);
    next.delete("page");
    for (const [name, value] of Object.entries(changes)) {
      if (value) next.set(name, value);
      else next.delete(name);
    }
    const text = next.toString();
    const url = `${window.location.pathname}${text ? `?${text}` : ""}`;
    if (entry === "push") window.history.pushState(null, "", url);
    else window.history.replaceState(null, "", url);
  }
  return { search, change };
}

export type ChangeSearch = ReturnType<typeof useUrlSearch>["change"];
