"use client";

import { useSearchParams } from "next/navigation";
import { routes } from "@/components/shell/routes.ts";
import type { ApiQuery } from "#lib/catalogue/schema";
import { apiSearch, parseApiSearch } from "./api-search.ts";

/**
 * The catalogue's state, which is its URL. Changes go through the History API: the list is fetched by the browser alone,
 * without rendering the page anew on the server. Typing replaces the entry; a filter makes one, so that Back undoes it.
 */
export function useCatalogueUrl() {
  const query = parseApiSearch(new URLSearchParams(useSearchParams().toString()));

  function change(
    changes: { [K in keyof ApiQuery]?: ApiQuery[K] | undefined },
    entry: "push" | "replace" = "push",
  ) {
    const now = parseApiSearch(new URLSearchParams(window.location.search));
    const next = routes.catalogue(apiSearch({ ...now, page: 1, ...changes } as ApiQuery));
    if (entry === "push") window.history.pushState(null, "", next);
    else window.history.replaceState(null, "", next);
  }
  return { query, change };
}
