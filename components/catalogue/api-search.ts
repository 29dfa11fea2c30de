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

const DEFAULTS = ApiList.url.parse({});

/** The shortest URL search that says the same: defaults and empty filters are left out. */
export function apiSearch(query: ApiQuery): Record<string, string> {
  const entries = Object.entries(query)
    .filter(([name, value]) => value !== undefined && value !== DEFAULTS[name as keyof typeof DEFAULTS])
    .map(([name, value]): [string, string] => [name, String(value)]);
  return Object.fromEntries(entries.toSorted(([a], [b]) => a.localeCompare(b)));
}
