import { queryOptions } from "@tanstack/react-query";
import { api } from "@/components/ui/api.ts";
import type { Page } from "#lib/paging/schema";
import type { IncidentDto, IncidentQuery } from "#lib/telemetry/schema";
import { incidentSearch } from "./incident-search.ts";

/** Incidents of every API the reader may see. */
export function incidentsQuery(query: IncidentQuery) {
  const search = new URLSearchParams(incidentSearch(query)).toString();
  return queryOptions({
    queryKey: ["incidents", search],
    queryFn: ({ signal }) => api<Page<IncidentDto>>(`/incidents?${search}`, { signal }),
    refetchInterval: 2_000,
  });
}
