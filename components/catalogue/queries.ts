import { queryOptions } from "@tanstack/react-query";
import { api } from "@/components/ui/api.ts";
import type { ApiPage, ApiQuery, Facet, FacetValuePage, SavedViewDto, SaveView } from "#lib/catalogue/schema";
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

/** All values of a facet under a search, by name, a page at a time. */
export function facetValuesQuery(facet: Facet, query: ApiQuery, of: { name: string; page: number }) {
  const { sort: _sort, dir: _dir, page: _page, size: _size, ...search } = apiSearch(query);
  const given = new URLSearchParams({ ...search, name: of.name, page: String(of.page) }).toString();
  return queryOptions({
    queryKey: ["apis", "facet", facet, given],
    queryFn: ({ signal }) => api<FacetValuePage>(`/facets/${facet}?${given}`, { signal }),
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
