import { queryOptions } from "@tanstack/react-query";
import { api } from "@/components/ui/api.ts";
import type { VersionApproval } from "#lib/reviews/schema";

/** What the draft needs before it may be published; under the API's key, so that a save renews it. */
export function approvalQuery({ slug, version }: { slug: string; version: string }) {
  return queryOptions({
    queryKey: ["apis", slug, "versions", version, "approval"],
    queryFn: ({ signal }) => api<VersionApproval>(`/apis/${slug}/versions/${version}/approval`, { signal }),
    refetchInterval: 10_000,
  });
}
