import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api } from "@/components/ui/api.ts";
import type { Page } from "#lib/paging/schema";
import type { ChangelogEntry, CompareStates, StateComparison, TextComparison } from "#lib/publishing/schema";
import type { DocumentSource, ReplaceDocument, ReplacedDocument } from "#lib/catalogue/schema";
import type {
  Acknowledged,
  CallerQuery,
  DocumentJudgement,
  Ending,
  EndingQuery,
  MovedVersion,
  SunsetFindings,
  MoveVersion,
  VersionCaller,
  VersionLife,
} from "#lib/versions/schema";

export interface LifeRef {
  slug: string;
  version: string;
}

const path = ({ slug, version }: LifeRef) => `/apis/${slug}/versions/${version}/lifecycle` as const;
const key = ({ slug, version }: LifeRef) => ["apis", slug, "versions", version, "lifecycle"] as const;

export const lifeQuery = (ref: LifeRef) =>
  queryOptions({
    queryKey: key(ref),
    queryFn: ({ signal }) => api<VersionLife>(path(ref), { signal }),
  });

export const callersQuery = (ref: LifeRef, query: CallerQuery) =>
  queryOptions({
    queryKey: [...key(ref), "callers", query],
    queryFn: ({ signal }) => {
      const search = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]));
      return api<Page<VersionCaller>>(`${path(ref)}/callers?${search}`, { signal });
    },
    placeholderData: keepPreviousData,
  });

/** What rules say of an end before it is announced. */
export const sunsetFindingsQuery = (ref: LifeRef, sunsetAt: string) =>
  queryOptions({
    queryKey: [...key(ref), "sunset-findings", sunsetAt],
    queryFn: ({ signal }) =>
      api<SunsetFindings>(`${path(ref)}/sunset-findings?${new URLSearchParams({ sunsetAt })}`, { signal }),
  });

export const moveVersion = (ref: LifeRef, body: MoveVersion) =>
  api<MovedVersion>(`${path(ref)}/transitions`, { method: "POST", body });

export const acknowledge = (ref: LifeRef, application: string) =>
  api<Acknowledged>(`${path(ref)}/acknowledgements`, { method: "POST", body: { application } });

/** What Home shows. */
export const ENDINGS: EndingQuery = { page: 1, size: 10, sort: "sunsetAt", dir: "asc" };

/** Versions that end and that one's teams rely on. */
export const endingsQuery = queryOptions({
  queryKey: ["endings"],
  queryFn: ({ signal }) => {
    const search = new URLSearchParams(Object.entries(ENDINGS).map(([name, value]) => [name, String(value)]));
    return api<Page<Ending>>(`/endings?${search}`, { signal });
  },
});

export const judgeDocument = ({ slug, version }: LifeRef, source: DocumentSource) =>
  api<DocumentJudgement>(`/apis/${slug}/versions/${version}/document/judgement`, {
    method: "POST",
    body: { source },
  });

export const replaceDocument = ({ slug, version }: LifeRef, body: ReplaceDocument) =>
  api<ReplacedDocument>(`/apis/${slug}/versions/${version}/document`, { method: "PUT", body });

/** What changed between two states; a draft may have been saved since it was asked last. */
export const comparisonQuery = ({ slug, version }: LifeRef, { from, to }: CompareStates) =>
  queryOptions({
    queryKey: ["apis", slug, "versions", version, "compare", from, to],
    queryFn: ({ signal }) =>
      api<StateComparison>(`/apis/${slug}/versions/${version}/compare?${new URLSearchParams({ from, to })}`, {
        signal,
      }),
    staleTime: 0,
  });

/** The same, line by line. */
export const textComparisonQuery = ({ slug, version }: LifeRef, { from, to }: CompareStates) =>
  queryOptions({
    queryKey: ["apis", slug, "versions", version, "compare", from, to, "text"],
    queryFn: ({ signal }) => {
      const search = new URLSearchParams({ from, to });
      return api<TextComparison>(`/apis/${slug}/versions/${version}/compare/text?${search}`, { signal });
    },
    staleTime: 0,
  });

/** The page of the changelog that an overview shows. */
export const LATEST = { page: 1, size: 5 };

/** What revisions changed for consumers, the newest first. */
export const changelogQuery = ({ slug, version }: LifeRef, query: { page: number; size?: number }) =>
  queryOptions({
    queryKey: ["apis", slug, "versions", version, "changelog", query],
    queryFn: ({ signal }) => {
      const search = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]));
      return api<Page<ChangelogEntry>>(`/apis/${slug}/versions/${version}/changelog?${search}`, { signal });
    },
    placeholderData: keepPreviousData,
  });
