"use client";

import { useQueries } from "@tanstack/react-query";
import { namedApis, type FindApi } from "#lib/fallback";
import type { UnboundPolicy } from "#lib/fallback/schema";
import { findAmong } from "./find-among.ts";
import { partsQuery } from "./queries.ts";

export interface OtherApis {
  /** What is known of them; undefined until it is. */
  find: FindApi | undefined;
  /** Why it is not known of one of them. */
  failed: { error: Error; retry: () => void } | undefined;
}

/** The other APIs that a chain names. They are asked for only while that is wanted. */
export function useOtherApis(
  policy: UnboundPolicy,
  environment: string,
  { wanted }: { wanted: boolean },
): OtherApis {
  const named = namedApis(policy).filter(({ api }) => api !== "");
  const refs = [
    ...new Map(named.map(({ api, version }) => [`${api} ${version}`, { slug: api, version }])).values(),
  ];
  const answers = useQueries({
    queries: refs.map((ref) => ({ ...partsQuery(ref, environment), enabled: wanted })),
  });
  const bad = answers.filter(({ isLoadingError }) => isLoadingError);
  const retry = () => void Promise.all(bad.map(({ refetch }) => refetch()));
  const isKnown = answers.every(({ data }) => data !== undefined);
  return {
    find: isKnown ? findAmong(answers.flatMap(({ data }) => data ?? [])) : undefined,
    failed: bad[0]?.error ? { error: bad[0].error, retry } : undefined,
  };
}
