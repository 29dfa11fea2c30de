import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api } from "@/components/ui/api.ts";
import type { PersonalToken, TokenQuery } from "#lib/identity/schema";
import type { Page } from "#lib/paging";

/** Key prefix: what a change of one's tokens makes stale. */
export const TOKENS = ["tokens"] as const;

export const tokensQuery = (query: TokenQuery) =>
  queryOptions({
    queryKey: [...TOKENS, query],
    queryFn: ({ signal }) => {
      const search = Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]);
      return api<Page<PersonalToken>>(`/account/tokens?${new URLSearchParams(search).toString()}`, {
        signal,
      });
    },
    placeholderData: keepPreviousData,
  });
