import { queryOptions } from "@tanstack/react-query";
import { api } from "@/components/ui/api.ts";
import type { ApiPage, ApiQuery, SavedViewDto, SaveView } from "#lib/catalogue/schema";
import type { Page } from "#lib/paging/schema";
import { apiSearch } from "./api-search.ts";

/** One page of the catalogue, with what it can be narrowed by. */
export function apisQuery(query: ApiQuery) {
  const search = new URLSearchParams(apiSearch(query)).toString();
  return queryOptions({
    queryKey: ["apis", "list", search],
    queryFn: ({ signal }) => api<ApiPage>(`/apis?facets=true&${search}`, { signal }),
  });
}

/** What one has kept of the catalogue's searches. */
export const viewsQuery = queryOptions({
  queryKey: ["views"],
  queryFn: ({ signal }) => api<Page<SavedViewDto>>("/views?size=100", { signal }),
});

/** One of them, or one that a colleague has sent. */
export function viewQuery(id: string) {
  return queryOptions({
    queryKey: ["views", id],
    queryFn: ({ signal }) => api<SavedViewDto>(`/views/${id}`, { signal }),
  });
}

export function createView(body: SaveView): Promise<SavedViewDto> {
  return api("/views", { method: "POST", body });
}

export function updateView(id: string, body: Partial<SaveView>): Promise<SavedViewDto> {
  return api(`/views/${id}`, { method: "PATCH", body });
}

export function deleteView(id: string): Promise<void> {
  return api(`/views/${id}`, { method: "DELETE" });
}
