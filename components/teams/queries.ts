import { queryOptions } from "@tanstack/react-query";
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
export const invitationsQuery = (slug: string) =>
  queryOptions({
    queryKey: [...TEAMS, "invitations", slug],
    queryFn: ({ signal }) => api<Page<Invitation>>(`/teams/${slug}/invitations?size=100`, { signal }),
  });

export const transfersQuery = (slug: string) =>
  queryOptions({
    queryKey: [...TEAMS, "transfers", slug],
    queryFn: ({ signal }) =>
      api<Page<Transfer>>(`/transfers?team=${slug}&state=pending&size=100`, { signal }),
  });

export const handoverQuery = (userId: string) =>
  queryOptions({
    queryKey: ["users", "handover", userId],
    queryFn: ({ signal }) => api<Handover>(`/users/${userId}/handover`, { signal }),
  });

export const peopleQuery = (q: string) =>
  queryOptions({
    queryKey: ["people", q],
    queryFn: ({ signal }) =>
      api<FoundPerson[]>(`/people?${new URLSearchParams({ q }).toString()}`, { signal }),
    enabled: q.trim().length >= 2,
    staleTime: 60_000,
  });
