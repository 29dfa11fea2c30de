"use client";

import { useQueries } from "@tanstack/react-query";
import { namedApis, type FindApi } from "#lib/fallback";
import type { UnboundPolicy } from "#lib/fallback/schema";
import { findAmong } from "./find-among.ts";
import { partsQuery } from "./queries.ts";

/** What is known of the other APIs that a chain names; undefined until it is. They are asked for only while that is wanted. */
export function useOtherApis(
  policy: UnboundPolicy,
  environment: string,
  { wanted }: { wanted: boolean },
): FindApi | undefined {
  const named = namedApis(policy).filter(({ api }) => api !== "");
  const refs = [
    ...new Map(named.map(({ api, version }) => [`${api} ${version}`, { slug: api, version }])).values(),
  ];
  const answers = useQueries({
    queries: refs.map((ref) => ({ ...partsQuery(ref, environment), enabled: wanted })),
  });
  if (answers.some(({ isPending }) => isPending)) return undefined;
  return findAmong(answers.flatMap(({ data }) => data ?? []));
}
