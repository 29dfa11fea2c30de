import { queryOptions } from "@tanstack/react-query";
import { api, ProblemError } from "@/components/ui/api.ts";
import type {
  ApiDetail,
  DocumentSource,
  EnvironmentDto,
  ImportPreview,
  RegisterApi,
  Registered,
  UpdateApi,
} from "#lib/catalogue/schema";
import type { VersionDeletion } from "#lib/versions/schema";

/** One API with its versions. */
export function apiQuery(slug: string) {
  return queryOptions({
    queryKey: ["apis", slug, "detail"],
    queryFn: ({ signal }) => api<ApiDetail>(`/apis/${slug}`, { signal }),
  });
}

export const environmentsQuery = queryOptions({
  queryKey: ["environments"],
  queryFn: ({ signal }) => api<EnvironmentDto[]>("/environments", { signal }),
  staleTime: 300_000,
});

/** Whether a slug is taken by an API this person can see; the registration has the last word. */
export function slugTakenQuery(slug: string) {
  return queryOptions({
    queryKey: ["apis", "taken", slug],
    queryFn: async ({ signal }) => {
      try {
        await api<ApiDetail>(`/apis/${slug}`, { signal });
        return true;
      } catch (error) {
        if (error instanceof ProblemError && error.problem.status === 404) return false;
        throw error;
      }
    },
    staleTime: 5_000,
  });
}

export function inspectDocument(source: DocumentSource): Promise<ImportPreview> {
  return api<ImportPreview>("/imports", { method: "POST", body: { source } });
}

export function registerApi(body: RegisterApi): Promise<Registered> {
  return api<Registered>("/apis", { method: "POST", body });
}

export function addVersion(
  slug: string,
  body: { source: DocumentSource; version?: string },
): Promise<Registered> {
  return api<Registered>(`/apis/${slug}/versions`, { method: "POST", body });
}

export function updateApi(slug: string, body: UpdateApi): Promise<ApiDetail> {
  return api<ApiDetail>(`/apis/${slug}`, { method: "PATCH", body });
}

export function setDefaultVersion(slug: string, version: string | null): Promise<ApiDetail> {
  return api<ApiDetail>(`/apis/${slug}/default-version`, { method: "PUT", body: { version } });
}

export function deleteApi(slug: string): Promise<void> {
  return api<undefined>(`/apis/${slug}`, { method: "DELETE" });
}

/** What goes with a version, and what stands in the way; both change elsewhere. */
export function deletionQuery({ slug, version }: { slug: string; version: string }) {
  return queryOptions({
    queryKey: ["apis", slug, "versions", version, "deletion"],
    queryFn: ({ signal }) => api<VersionDeletion>(`/apis/${slug}/versions/${version}/deletion`, { signal }),
    staleTime: 0,
  });
}

export function deleteVersion({ slug, version }: { slug: string; version: string }): Promise<void> {
  return api<undefined>(`/apis/${slug}/versions/${version}`, { method: "DELETE" });
}
