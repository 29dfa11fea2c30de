import { listSearch, oneOf, wholeNumber } from "@/components/shell/list-search.ts";
import type { ApiQuery } from "#lib/catalogue/schema";

const SORTS = ["name", "tier", "updatedAt", "createdAt"] as const satisfies readonly ApiQuery["sort"][];
const STAGES = ["design", "published", "deprecated", "retired"] as const;
const KINDS = ["rest", "ai", "prompt"] as const;

/**
 * What the URL of the catalogue says; what it says wrongly falls back to the default. The browser reads it without
 * zod, which would cost the catalogue a fifth of its script budget; a test holds this equal to `ApiList.url`.
 */
export function parseApiSearch(search: URLSearchParams): ApiQuery {
  const q = (search.get("q") ?? "").trim();
  return {
    page: wholeNumber(search.get("page"), { from: 1, to: 1000 }) ?? 1,
    size: wholeNumber(search.get("size"), { from: 1, to: 100 }) ?? 20,
    sort: oneOf(search.get("sort"), SORTS) ?? "name",
    dir: oneOf(search.get("dir"), ["asc", "desc"] as const) ?? "asc",
    q: q.length <= 200 ? q : "",
    ...filtersOf(search),
  };
}

/** A filter that is not set is absent, never undefined. */
function filtersOf(search: URLSearchParams): Partial<ApiQuery> {
  const team = search.get("team") ?? "";
  const tier = wholeNumber(search.get("tier"), { from: 1, to: 4 });
  const stage = oneOf(search.get("stage"), STAGES);
  const kind = oneOf(search.get("kind"), KINDS);
  return {
    ...(isSlug(team) ? { team } : {}),
    ...(tier === undefined ? {} : { tier }),
    ...(stage === undefined ? {} : { stage }),
    ...(kind === undefined ? {} : { kind }),
  };
}

function isSlug(text: string): boolean {
  return text.length >= 2 && text.length <= 63 && /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(text);
}

const DEFAULTS = parseApiSearch(new URLSearchParams());

export function apiSearch(query: ApiQuery): Record<string, string> {
  return listSearch(query, DEFAULTS);
}
