import { queryOptions } from "@tanstack/react-query";
import { api } from "@/components/ui/api.ts";
import type { ApiQuery, ApiSummary } from "#lib/catalogue/schema";
import type { TeamSummary } from "#lib/identity/schema";
import type { Page } from "#lib/paging/schema";
import { apiSearch } from "./api-search.ts";

/** One page of the catalogue. */
export function apisQuery(query: ApiQuery) {
  const search = new URLSearchParams(apiSearch(query)).toString();
  return queryOptions({
    queryKey: ["apis", "list", search],
    queryFn: ({ signal }) => api<Page<ApiSummary>>(`/apis?${search}`, { signal }),
  });
}

/** The teams to filter by and to own an API: the first hundred by name. */
export const teamsQuery = queryOptions({
  queryKey: ["teams", "choices"],
  queryFn: ({ signal }) => api<Page<TeamSummary>>("/teams?size=100", { signal }),
  staleTime: 60_000,
});
