import { queryOptions } from "@tanstack/react-query";
import { api } from "@/components/ui/api.ts";
import type { Draft, SaveDraft } from "#lib/catalogue/schema";
import type { Preview } from "#lib/publishing/schema";

export interface VersionRef {
  slug: string;
  version: string;
}

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

/** What publishing the saved draft would change in one environment. */
export function previewQuery(ref: VersionRef, environment: string, etag: number) {
  return queryOptions({
    queryKey: ["apis", ref.slug, "versions", ref.version, "preview", environment, etag],
    queryFn: ({ signal }) =>
      api<Preview>(`${versionPath(ref)}/preview`, { method: "POST", body: { environment }, signal }),
    staleTime: 0,
  });
}
