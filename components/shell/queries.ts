import { queryOptions } from "@tanstack/react-query";
import { api } from "@/components/ui/api.ts";
import type { Findings } from "#lib/catalogue/schema";
import type { Page } from "#lib/paging/schema";
import type { Overview } from "#lib/publishing/schema";
import type { IncidentDto } from "#lib/telemetry/schema";

/** What the command menu finds; a short page under the catalogue's key, so that a change there renews it. */
export function findingsQuery(q: string) {
  return queryOptions({
    queryKey: ["apis", "findings", q],
    queryFn: ({ signal }) => api<Findings>(`/search?q=${encodeURIComponent(q)}`, { signal }),
  });
}

/** How many incidents are open, for the count beside Resilience. No page prefetches it: the frame may hydrate after the page. */
export const openIncidentsQuery = queryOptions({
  queryKey: ["incidents", "open-count"],
  queryFn: ({ signal }) => api<Page<IncidentDto>>("/incidents?state=open&size=1", { signal }),
  refetchInterval: 5_000,
});

/** How many incidents last for too long. */
export const activeAlertsQuery = queryOptions({
  queryKey: ["incidents", "alert-count"],
  queryFn: ({ signal }) => api<Page<IncidentDto>>("/incidents?alert=active&size=1", { signal }),
  refetchInterval: 5_000,
});

/** What needs the reader, for the home page. */
export const overviewQuery = queryOptions({
  queryKey: ["overview"],
  queryFn: ({ signal }) => api<Overview>("/overview", { signal }),
  refetchInterval: 5_000,
});
