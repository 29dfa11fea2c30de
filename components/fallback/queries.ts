import { queryOptions } from "@tanstack/react-query";
import { api } from "@/components/ui/api.ts";
import type { VersionRef } from "@/components/publishing/queries.ts";
import type { Draft, SaveDraft } from "#lib/catalogue/schema";

const versionPath = ({ slug, version }: VersionRef) => `/apis/${slug}/versions/${version}` as const;

export function draftQuery(ref: VersionRef) {
  return queryOptions({
    queryKey: ["apis", ref.slug, "versions", ref.version, "draft"],
    queryFn: ({ signal }) => api<Draft>(`${versionPath(ref)}/draft`, { signal }),
    // An open editor must not be changed under the person's hands; a save finds out by its etag.
    staleTime: Infinity,
  });
}

export function saveDraft(ref: VersionRef, body: SaveDraft): Promise<Draft> {
  return api<Draft>(`${versionPath(ref)}/draft`, { method: "PUT", body });
}
