import { queryOptions } from "@tanstack/react-query";
import type { VersionRef } from "@/components/publishing/queries.ts";
import { api } from "@/components/ui/api.ts";
import type { Page } from "#lib/paging/schema";
import type {
  CallApplication,
  CallSettings,
  OperationReference,
  ReferenceIndex,
  SchemaReference,
} from "#lib/reference/schema";

const path = ({ slug, version }: VersionRef) => `/apis/${slug}/versions/${version}` as const;
const key = ({ slug, version }: VersionRef) => ["apis", slug, "versions", version, "reference"] as const;
/** A version's document never changes. */
const STALE_MS = 600_000;

export function referenceQuery(ref: VersionRef) {
  return queryOptions({
    queryKey: [...key(ref), "index"],
    queryFn: ({ signal }) => api<ReferenceIndex>(`${path(ref)}/reference`, { signal }),
    staleTime: STALE_MS,
  });
}

export function operationQuery(ref: VersionRef, operation: string) {
  return queryOptions({
    queryKey: [...key(ref), "operation", operation],
    queryFn: ({ signal }) =>
      api<OperationReference>(`${path(ref)}/reference/operations/${encodeURIComponent(operation)}`, {
        signal,
      }),
    staleTime: STALE_MS,
  });
}

/** A schema that did not come with its operation. */
export function schemaQuery(ref: VersionRef, schema: string) {
  return queryOptions({
    queryKey: [...key(ref), "schema", schema],
    queryFn: ({ signal }) =>
      api<SchemaReference>(`${path(ref)}/reference/schema?ref=${encodeURIComponent(schema)}`, { signal }),
    staleTime: STALE_MS,
  });
}

/** How the version is called in an environment. */
export function callQuery(ref: VersionRef, environment: string) {
  return queryOptions({
    queryKey: ["apis", ref.slug, "versions", ref.version, "call", environment],
    queryFn: ({ signal }) =>
      api<CallSettings>(`${path(ref)}/call?environment=${encodeURIComponent(environment)}`, { signal }),
    staleTime: 30_000,
  });
}

/** The first applications to try it with whose names or slugs contain `q`. */
export function callApplicationsQuery(
  ref: VersionRef,
  { environment, q }: { environment: string; q: string },
) {
  return queryOptions({
    queryKey: ["apis", ref.slug, "versions", ref.version, "call", environment, "applications", q],
    queryFn: ({ signal }) =>
      api<Page<CallApplication>>(
        `${path(ref)}/call/applications?${new URLSearchParams({ environment, q, size: "100" })}`,
        { signal },
      ),
    staleTime: 30_000,
  });
}
