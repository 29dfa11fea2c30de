import { listSearch } from "@/components/shell/list-search.ts";
import { IncidentList, type IncidentQuery } from "#lib/telemetry/schema";

/** What the URL of the incidents page says; what it says wrongly falls back to the default. */
export function parseIncidentSearch(search: URLSearchParams): IncidentQuery {
  const { environment, state, ...rest } = IncidentList.url.parse(Object.fromEntries(search));
  return {
    ...rest,
    ...(environment === undefined ? {} : { environment }),
    ...(state === undefined ? {} : { state }),
  };
}

const DEFAULTS = parseIncidentSearch(new URLSearchParams());

export function incidentSearch(query: IncidentQuery): Record<string, string> {
  return listSearch(query, DEFAULTS);
}
