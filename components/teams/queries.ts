import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { TEAMS } from "@/components/admin/queries.ts";
import { api } from "@/components/ui/api.ts";
import type { FoundPerson, Handover, Invitation, TeamSummary } from "#lib/identity/schema";
import type { Page } from "#lib/paging";
import type { Transfer } from "#lib/transfers/schema";

/** Teams to choose from, by name: the first hundred of those whose name or slug contains `q`. */
export const teamChoicesQuery = (q: string) =>
  queryOptions({
    queryKey: [...TEAMS, "choices", q],
    queryFn: ({ signal }) =>
      api<Page<TeamSummary>>(`/teams?${new URLSearchParams({ size: "100", q }).toString()}`, { signal }),
    staleTime: 60_000,
  });

/** Below the key of teams: what changes a team makes these stale, too. */
export const invitationsQuery = (slug: string, page: number) =>
  queryOptions({
    queryKey: [...TEAMS, "invitations", slug, page],
    queryFn: ({ signal }) => api<Page<Invitation>>(`/teams/${slug}/invitations?page=${page}`, { signal }),
    placeholderData: keepPreviousData,
  });

export const transfersQuery = (slug: string, page: number) =>
  queryOptions({
    queryKey: [...TEAMS, "transfers", slug, page],
    queryFn: ({ signal }) =>
      api<Page<Transfer>>(`/transfers?team=${slug}&state=pending&page=${page}`, { signal }),
    placeholderData: keepPreviousData,
  });

/** One page of each of its lists. */
export const handoverQuery = (userId: string, page: number) =>
  queryOptions({
    queryKey: ["users", "handover", userId, page],
    queryFn: ({ signal }) => api<Handover>(`/users/${userId}/handover?page=${page}`, { signal }),
    placeholderData: keepPreviousData,
  });

export const peopleQuery = (q: string) =>
  queryOptions({
    queryKey: ["people", q],
    queryFn: ({ signal }) =>
      api<FoundPerson[]>(`/people?${new URLSearchParams({ q }).toString()}`, { signal }),
    enabled: q.trim().length >= 2,
    staleTime: 60_000,
  });
