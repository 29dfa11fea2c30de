import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api } from "@/components/ui/api.ts";
import type {
  ApplicationDetail,
  ApplicationQuery,
  ApplicationSummary,
  CreateApplication,
  CreateKey,
  CreatePlan,
  KeyDetail,
  KeyQuery,
  KeySummary,
  MoveSubscription,
  NewKey,
  PlanDetail,
  PlanDto,
  PlanList,
  Reach,
  RotateKey,
  Subscribe,
  SubscriptionDetail,
  SubscriptionQuery,
  SubscriptionSummary,
  UpdateApplication,
  UpdatePlan,
} from "#lib/consumers/schema";
import type { Page } from "#lib/paging/schema";

/** Key prefix: what any change of this part makes stale. */
export const CONSUMERS = ["consumers"] as const;

const WHILE_MOVING_MS = 250;
const WHILE_FAILING_MS = 2_000;
/** The other side may answer at any time. */
const LIST_MS = 5_000;

const search = (query: Record<string, string | number | boolean | undefined>) =>
  new URLSearchParams(
    Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  ).toString();

interface Deliverable {
  enforcement: string;
}

/** Lists follow what is under way closely, and look now and then for what others do. */
const pace = (page: Page<Deliverable> | undefined) =>
  page?.items.some(({ enforcement }) => enforcement === "under_way") ? WHILE_MOVING_MS * 2 : LIST_MS;

/** One thing is asked for again until every connected gateway has answered. */
function paceOf(
  data: { enforcement: string; delivery: { error: string | null } | null } | undefined,
): number {
  if (data === undefined || data.delivery?.error) return WHILE_FAILING_MS;
  return data.enforcement === "under_way" ? WHILE_MOVING_MS : LIST_MS;
}

export const applicationsQuery = (query: ApplicationQuery) =>
  queryOptions({
    queryKey: [...CONSUMERS, "applications", query],
    queryFn: ({ signal }) => api<Page<ApplicationSummary>>(`/applications?${search(query)}`, { signal }),
    placeholderData: keepPreviousData,
  });

export const applicationQuery = (slug: string) =>
  queryOptions({
    queryKey: [...CONSUMERS, "application", slug],
    queryFn: ({ signal }) => api<ApplicationDetail>(`/applications/${slug}`, { signal }),
  });

export const keysQuery = (slug: string, query: KeyQuery) =>
  queryOptions({
    queryKey: [...CONSUMERS, "keys", slug, query],
    queryFn: ({ signal }) => api<Page<KeySummary>>(`/applications/${slug}/keys?${search(query)}`, { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => pace(state.data),
  });

export const keyQuery = (slug: string, id: string) =>
  queryOptions({
    queryKey: [...CONSUMERS, "key", slug, id],
    queryFn: ({ signal }) => api<KeyDetail>(`/applications/${slug}/keys/${id}`, { signal }),
    staleTime: 0,
    refetchInterval: ({ state }) => paceOf(state.data),
  });

export const subscriptionsQuery = (slug: string, query: SubscriptionQuery) =>
  queryOptions({
    queryKey: [...CONSUMERS, "subscriptions", slug, query],
    queryFn: ({ signal }) =>
      api<Page<SubscriptionSummary>>(`/applications/${slug}/subscriptions?${search(query)}`, { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => pace(state.data),
  });

export const subscribersQuery = (slug: string, query: SubscriptionQuery) =>
  queryOptions({
    queryKey: [...CONSUMERS, "subscribers", slug, query],
    queryFn: ({ signal }) =>
      api<Page<SubscriptionSummary>>(`/apis/${slug}/subscriptions?${search(query)}`, { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => pace(state.data),
  });

export const subscriptionQuery = (id: string) =>
  queryOptions({
    queryKey: [...CONSUMERS, "subscription", id],
    queryFn: ({ signal }) => api<SubscriptionDetail>(`/subscriptions/${id}`, { signal }),
    staleTime: 0,
    refetchInterval: ({ state }) => paceOf(state.data),
  });

/** Enough for the home page; the rest is a page away. */
export const REQUESTS: SubscriptionQuery = {
  page: 1,
  size: 5,
  sort: "requestedAt",
  dir: "asc",
  q: "",
  live: false,
};

/** Requests that wait for this person's answer, the oldest first. */
export const requestsQuery = queryOptions({
  queryKey: [...CONSUMERS, "requests"],
  queryFn: ({ signal }) =>
    api<Page<SubscriptionSummary>>(`/subscription-requests?${search({ ...REQUESTS })}`, { signal }),
  refetchInterval: LIST_MS * 2,
});

export const plansQuery = (slug: string, version: string) =>
  queryOptions({
    queryKey: [...CONSUMERS, "plans", slug, version],
    queryFn: ({ signal }) => api<PlanList>(`/apis/${slug}/versions/${version}/plans`, { signal }),
  });

export const planQuery = (slug: string, version: string, id: string) =>
  queryOptions({
    queryKey: [...CONSUMERS, "plan", slug, version, id],
    queryFn: ({ signal }) => api<PlanDetail>(`/apis/${slug}/versions/${version}/plans/${id}`, { signal }),
    staleTime: 0,
    refetchInterval: ({ state }) =>
      state.data?.deliveries.some(({ state: at, waiting }) => at === "saved" || waiting.length > 0)
        ? WHILE_MOVING_MS
        : false,
  });

export const reachQuery = (slug: string) =>
  queryOptions({
    queryKey: [...CONSUMERS, "reach", slug],
    queryFn: ({ signal }) => api<Reach>(`/apis/${slug}/reach`, { signal }),
  });

export const createApplication = (body: CreateApplication) =>
  api<ApplicationDetail>("/applications", { method: "POST", body });
export const updateApplication = (slug: string, body: UpdateApplication) =>
  api<ApplicationDetail>(`/applications/${slug}`, { method: "PATCH", body });
export const deleteApplication = (slug: string) =>
  api<undefined>(`/applications/${slug}`, { method: "DELETE" });

export const createKey = (slug: string, body: CreateKey) =>
  api<NewKey>(`/applications/${slug}/keys`, { method: "POST", body });
export const rotateKey = (slug: string, id: string, body: RotateKey) =>
  api<NewKey>(`/applications/${slug}/keys/${id}/rotation`, { method: "POST", body });
export const revokeKey = (slug: string, id: string) =>
  api<KeyDetail>(`/applications/${slug}/keys/${id}/revocation`, { method: "POST" });

export const subscribe = (slug: string, body: Subscribe) =>
  api<SubscriptionDetail>(`/applications/${slug}/subscriptions`, { method: "POST", body });
export const moveSubscription = (id: string, body: MoveSubscription) =>
  api<SubscriptionDetail>(`/subscriptions/${id}/transitions`, { method: "POST", body });

const plansPath = (slug: string, version: string) => `/apis/${slug}/versions/${version}/plans` as const;
export const createPlan = (slug: string, version: string, body: CreatePlan) =>
  api<PlanDto>(plansPath(slug, version), { method: "POST", body });
export const updatePlan = (at: { slug: string; version: string; id: string }, body: UpdatePlan) =>
  api<PlanDetail>(`${plansPath(at.slug, at.version)}/${at.id}`, { method: "PATCH", body });
export const deletePlan = (at: { slug: string; version: string; id: string }) =>
  api<undefined>(`${plansPath(at.slug, at.version)}/${at.id}`, { method: "DELETE" });
