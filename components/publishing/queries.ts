import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api } from "@/components/ui/api.ts";
import type { Draft, RestoreRevision } from "#lib/catalogue/schema";
import type { Page } from "#lib/paging/schema";
import type {
  DependentDto,
  Preview,
  PreviewVersion,
  PublicationDto,
  PublicationSummary,
  RequestPublication,
  RevisionPage,
  ServedChain,
} from "#lib/publishing/schema";

export interface VersionRef {
  slug: string;
  version: string;
}

const versionPath = ({ slug, version }: VersionRef) => `/apis/${slug}/versions/${version}` as const;
const basePath = (ref: VersionRef) => `${versionPath(ref)}/publications` as const;
export const publicationsKey = (ref: VersionRef) =>
  ["apis", ref.slug, "versions", ref.version, "publications"] as const;

/** Nothing more is expected of a publication. */
export function isSettled(publication: PublicationDto): boolean {
  if (publication.state === "superseded") return true;
  if (publication.state !== "written") return false;
  return publication.waiting.length === 0;
}

const WHILE_MOVING_MS = 250;
const WHILE_FAILING_MS = 2000;

/** One publication, asked for again until every connected gateway has answered. */
export function publicationQuery(ref: VersionRef, id: string) {
  return queryOptions({
    queryKey: [...publicationsKey(ref), id],
    queryFn: ({ signal }) => api<PublicationDto>(`${basePath(ref)}/${id}`, { signal }),
    staleTime: 0,
    refetchInterval: ({ state }) => {
      if (state.data === undefined) return WHILE_FAILING_MS;
      if (isSettled(state.data)) return false;
      return state.data.state === "failed" ? WHILE_FAILING_MS : WHILE_MOVING_MS;
    },
  });
}

export function publicationsQuery(ref: VersionRef, page: number) {
  return queryOptions({
    queryKey: [...publicationsKey(ref), { page }],
    queryFn: ({ signal }) =>
      api<Page<PublicationSummary>>(`${basePath(ref)}?page=${page}&size=20`, { signal }),
  });
}

export function requestPublication(ref: VersionRef, body: RequestPublication): Promise<PublicationSummary> {
  return api<PublicationSummary>(basePath(ref), { method: "POST", body });
}

/** The versions that have this one in their chain in an environment; `hidden`: those this person may not see. */
export function dependentsQuery(ref: VersionRef, environment: string) {
  const search = new URLSearchParams({ environment, size: "20" });
  return queryOptions({
    queryKey: ["apis", ref.slug, "versions", ref.version, "dependents", environment],
    queryFn: ({ signal }) =>
      api<Page<DependentDto> & { hidden: number }>(`${versionPath(ref)}/dependents?${search}`, { signal }),
  });
}

/** The chain of a version as it is served in each environment: what naming it in a chain brings. */
export function chainsQuery(ref: VersionRef) {
  return queryOptions({
    queryKey: ["apis", ref.slug, "versions", ref.version, "chains"],
    queryFn: ({ signal }) => api<ServedChain[]>(`${versionPath(ref)}/chains`, { signal }),
    retry: false,
  });
}

/** What publishing a revision would change in one environment. */
export function revisionPreviewQuery(ref: VersionRef, body: Required<PreviewVersion>) {
  return queryOptions({
    queryKey: ["apis", ref.slug, "versions", ref.version, "preview", body],
    queryFn: ({ signal }) => api<Preview>(`${versionPath(ref)}/preview`, { method: "POST", body, signal }),
    staleTime: 0,
  });
}

/** The published states of a version, the newest first. */
export function revisionsQuery(ref: VersionRef, page: number) {
  return queryOptions({
    queryKey: ["apis", ref.slug, "versions", ref.version, "revisions", { page }],
    queryFn: ({ signal }) =>
      api<RevisionPage>(`${versionPath(ref)}/revisions?page=${page}&size=${REVISIONS_SHOWN}`, { signal }),
    placeholderData: keepPreviousData,
  });
}
const REVISIONS_SHOWN = 10;

/** The newest of those whose note contains `q`, or whose number it is. */
export function foundRevisionsQuery(ref: VersionRef, q: string) {
  return queryOptions({
    queryKey: ["apis", ref.slug, "versions", ref.version, "revisions", { q }],
    queryFn: ({ signal }) =>
      api<RevisionPage>(`${versionPath(ref)}/revisions?${new URLSearchParams({ q, size: "100" })}`, {
        signal,
      }),
    placeholderData: keepPreviousData,
  });
}

export function restoreRevision(ref: VersionRef, body: RestoreRevision): Promise<Draft> {
  return api<Draft>(`${versionPath(ref)}/draft/restore`, { method: "POST", body });
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
