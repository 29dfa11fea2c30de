"use client";

import { queryOptions, useQuery } from "@tanstack/react-query";
import { api } from "@/components/ui/api.ts";
import type { VersionApproval } from "#lib/reviews/schema";

interface VersionRef {
  slug: string;
  version: string;
}

/** Under the API's key, so that a save renews it. */
function approvalQuery({ slug, version }: VersionRef) {
  return queryOptions({
    queryKey: ["apis", slug, "versions", version, "approval"],
    queryFn: ({ signal }) => api<VersionApproval>(`/apis/${slug}/versions/${version}/approval`, { signal }),
    refetchInterval: 10_000,
  });
}

/**
 * What the draft needs before it may be published. The frame of an API and its page both ask: they are hydrated together,
 * so neither knows anything that the server did not when the other is.
 */
export function useApproval(ref: VersionRef): VersionApproval | undefined {
  return useQuery(approvalQuery(ref)).data;
}
