import { listSearch } from "@/components/shell/list-search.ts";
import { ApiList, type ApiQuery } from "#lib/catalogue/schema";

/** What the URL of the catalogue says; what it says wrongly falls back to the default. */
export function parseApiSearch(search: URLSearchParams): ApiQuery {
  const { team, tier, stage, kind, ...rest } = ApiList.url.parse(Object.fromEntries(search));
  return {
    ...rest,
    ...(team === undefined ? {} : { team }),
    ...(tier === undefined ? {} : { tier }),
    ...(stage === undefined ? {} : { stage }),
    ...(kind === undefined ? {} : { kind }),
  };
}

const DEFAULTS = parseApiSearch(new URLSearchParams());

export function apiSearch(query: ApiQuery): Record<string, string> {
  return listSearch(query, DEFAULTS);
}
