import { listSearch, oneOf, wholeNumber } from "@/components/shell/list-search.ts";
import type { ApiQuery, Facet } from "#lib/catalogue/schema";

export const SORTS = ["relevance", "name", "tier", "updatedAt", "createdAt"] as const;
const STAGES = ["design", "published", "deprecated", "retired"] as const;
const KINDS = ["rest", "ai", "prompt"] as const;
const VALUES_MAX = 30;

/** Which text a value of each facet is. */
const FACET_VALUE: Record<Facet, (text: string) => string | number | undefined> = {
  team: slugOf,
  domain: (text) => (text === "-" ? text : tagOf(text)),
  tier: (text) => wholeNumber(text, { from: 1, to: 4 }),
  stage: (text) => oneOf(text, STAGES),
  kind: (text) => oneOf(text, KINDS),
  tag: tagOf,
  environment: slugOf,
};
export const FACET_NAMES = Object.keys(FACET_VALUE) as Facet[];

/**
 * What the URL of the catalogue says; what it says wrongly falls back to the default. The browser reads it without
 * zod, which would cost the catalogue a fifth of its script budget; a test holds this equal to `ApiList.url`.
 */
export function parseApiSearch(search: URLSearchParams): ApiQuery {
  const q = (search.get("q") ?? "").trim();
  return {
    page: wholeNumber(search.get("page"), { from: 1, to: 1000 }) ?? 1,
    size: wholeNumber(search.get("size"), { from: 1, to: 100 }) ?? 20,
    sort: oneOf(search.get("sort"), SORTS) ?? "relevance",
    dir: oneOf(search.get("dir"), ["asc", "desc"] as const) ?? "asc",
    q: q.length <= 200 ? q : "",
    ...filtersOf(search),
  };
}

/** A filter that is not set is absent, never undefined. */
function filtersOf(search: URLSearchParams): Partial<ApiQuery> {
  return Object.fromEntries(
    FACET_NAMES.flatMap((facet) => {
      const values = valuesOf(search.get(facet), FACET_VALUE[facet]);
      return values === undefined ? [] : [[facet, values]];
    }),
  );
}

/** Values with commas between; undefined where one of them is none. */
function valuesOf(
  text: string | null,
  read: (text: string) => string | number | undefined,
): (string | number)[] | undefined {
  if (text === null) return undefined;
  const values = [...new Set(text.split(","))].map(read);
  const known = values.filter((value) => value !== undefined);
  return known.length === values.length && known.length <= VALUES_MAX ? known : undefined;
}

function slugOf(text: string): string | undefined {
  return text.length >= 2 && text.length <= 63 && /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(text)
    ? text
    : undefined;
}

function tagOf(text: string): string | undefined {
  const tag = text.trim();
  return tag.length <= 40 && /^[a-z0-9]+(-[a-z0-9]+)*$/.test(tag) ? tag : undefined;
}

const DEFAULTS = parseApiSearch(new URLSearchParams());

/** Lists are written with commas between. */
export function apiSearch(query: ApiQuery): Record<string, string> {
  return listSearch(query, DEFAULTS);
}

/** A facet's values with one put in or taken out, as the URL says it; undefined when none is left. */
export function toggled(query: ApiQuery, facet: Facet, value: string): string | undefined {
  const values: string[] = (query[facet] ?? []).map(String);
  const next = values.includes(value) ? values.filter((one) => one !== value) : [...values, value];
  return next.length > 0 ? next.join(",") : undefined;
}
