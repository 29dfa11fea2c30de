import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api } from "@/components/ui/api.ts";
import type { EgressSettings } from "#lib/catalogue/schema";
import type {
  MemberQuery,
  Team,
  TeamMember,
  TeamQuery,
  TeamSummary,
  User,
  UserQuery,
} from "#lib/identity/schema";
import type { GatewayAddresses } from "#lib/reference/schema";
import type { AlertSettings } from "#lib/telemetry/schema";
import type { Page } from "#lib/paging";
import type { FailingJob, JobQuery } from "#lib/publishing/schema";

const search = (query: Record<string, string | number>) =>
  new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)])).toString();

/** Key prefixes: what a change makes stale. */
export const USERS = ["users"] as const;
export const TEAMS = ["teams"] as const;

export const usersQuery = (query: UserQuery) =>
  queryOptions({
    queryKey: [...USERS, query],
    queryFn: ({ signal }) => api<Page<User>>(`/users?${search(query)}`, { signal }),
    placeholderData: keepPreviousData,
  });

export const teamsQuery = (query: TeamQuery) =>
  queryOptions({
    queryKey: [...TEAMS, "list", query],
    queryFn: ({ signal }) => api<Page<TeamSummary>>(`/teams?${search(query)}`, { signal }),
    placeholderData: keepPreviousData,
  });

export const teamQuery = (slug: string) =>
  queryOptions({
    queryKey: [...TEAMS, "one", slug],
    queryFn: ({ signal }) => api<Team>(`/teams/${slug}`, { signal }),
  });

export const membersQuery = (slug: string, query: MemberQuery) =>
  queryOptions({
    queryKey: [...TEAMS, "members", slug, query],
    queryFn: ({ signal }) => api<Page<TeamMember>>(`/teams/${slug}/members?${search(query)}`, { signal }),
    placeholderData: keepPreviousData,
  });

export const egressQuery = () =>
  queryOptions({
    queryKey: ["settings", "egress"],
    queryFn: ({ signal }) => api<EgressSettings>("/settings/egress", { signal }),
  });

export const gatewayAddressesQuery = () =>
  queryOptions({
    queryKey: ["settings", "gateway-addresses"],
    queryFn: ({ signal }) => api<GatewayAddresses>("/settings/gateway-addresses", { signal }),
  });

export const alertsQuery = () =>
  queryOptions({
    queryKey: ["settings", "alerts"],
    queryFn: ({ signal }) => api<AlertSettings>("/settings/alerts", { signal }),
  });

export const jobsQuery = (query: JobQuery) =>
  queryOptions({
    queryKey: ["jobs", query],
    queryFn: ({ signal }) => api<Page<FailingJob>>(`/jobs?${search(query)}`, { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: 10_000,
  });
