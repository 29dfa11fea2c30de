import { listSearch } from "@/components/shell/list-search.ts";
import { IncidentList, type IncidentQuery } from "#lib/telemetry/schema";

/** What the URL of the incidents page says; what it says wrongly falls back to the default. */
export function parseIncidentSearch(search: URLSearchParams): IncidentQuery {
  const { environment, api, state, alert, withinDays, ...rest } = IncidentList.url.parse(
    Object.fromEntries(search),
  );
  return {
    ...rest,
    ...(environment === undefined ? {} : { environment }),
    ...(api === undefined ? {} : { api }),
    ...(state === undefined ? {} : { state }),
    ...(alert === undefined ? {} : { alert }),
    ...(withinDays === undefined ? {} : { withinDays }),
  };
}

const DEFAULTS = parseIncidentSearch(new URLSearchParams());

export function incidentSearch(query: IncidentQuery): Record<string, string> {
  return listSearch(query, DEFAULTS);
}
