import { queryOptions } from "@tanstack/react-query";
import { api } from "@/components/ui/api.ts";
import type { ApiSummary } from "#lib/catalogue/schema";
import type { Page } from "#lib/paging/schema";
import type { Overview } from "#lib/publishing/schema";

/** What the command menu finds; a short page under the catalogue's key, so that a change there renews it. */
export function apiSearchQuery(q: string) {
  return queryOptions({
    queryKey: ["apis", "search", q],
    queryFn: ({ signal }) => api<Page<ApiSummary>>(`/apis?size=8&q=${encodeURIComponent(q)}`, { signal }),
  });
}

/** What needs the reader: the home page, and the count beside Resilience. */
export const overviewQuery = queryOptions({
  queryKey: ["overview"],
  queryFn: ({ signal }) => api<Overview>("/overview", { signal }),
  refetchInterval: 5_000,
});
