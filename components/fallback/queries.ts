import { queryOptions } from "@tanstack/react-query";
import { api, ProblemError } from "@/components/ui/api.ts";
import type { VersionRef } from "@/components/publishing/queries.ts";
import type { ApiSummary, Draft, SaveDraft } from "#lib/catalogue/schema";
import type { Page } from "#lib/paging/schema";
import type { ChainPartDto } from "#lib/publishing/schema";

const versionPath = ({ slug, version }: VersionRef) => `/apis/${slug}/versions/${version}` as const;

export function draftQuery(ref: VersionRef) {
  return queryOptions({
    queryKey: ["apis", ref.slug, "versions", ref.version, "draft"],
    queryFn: ({ signal }) => api<Draft>(`${versionPath(ref)}/draft`, { signal }),
    // An open editor must not be changed under the person's hands; a save finds out by its etag.
    staleTime: Infinity,
    refetchInterval: ({ state }) => (isBeingCompared(state.data) ? COMPARED_EVERY_MS : false),
  });
}

const COMPARED_EVERY_MS = 3_000;

/** The worker has not said yet whether a fallback can stand in. */
function isBeingCompared(draft: Draft | undefined): boolean {
  return draft?.standIns.some(({ verdict }) => verdict === "pending") ?? false;
}

/** What naming a version in a chain brings into it: that version and those in its chain that one may see; none: there is no such one. */
export function partsQuery(ref: VersionRef, environment: string) {
  return queryOptions({
    queryKey: ["apis", ref.slug, "versions", ref.version, "parts", environment],
    queryFn: async ({ signal }) => {
      try {
        const search = new URLSearchParams({ environment });
        return await api<ChainPartDto[]>(`${versionPath(ref)}/parts?${search}`, { signal });
      } catch (error) {
        if (error instanceof ProblemError && error.problem.status === 404) return [];
        throw error;
      }
    },
    staleTime: 30_000,
  });
}

/** The first APIs of the catalogue that a search finds. */
export function apiSearchQuery(q: string) {
  const search = new URLSearchParams({ q, size: "6" });
  return queryOptions({
    queryKey: ["apis", "search", q],
    queryFn: ({ signal }) => api<Page<ApiSummary>>(`/apis?${search}`, { signal }),
    staleTime: 10_000,
  });
}

export function saveDraft(ref: VersionRef, body: SaveDraft): Promise<Draft> {
  return api<Draft>(`${versionPath(ref)}/draft`, { method: "PUT", body });
}
