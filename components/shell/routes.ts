import type { Route } from "next";

type Search = Record<string, string | number | undefined>;

/** Leaves out what is empty, so that equal views have equal URLs. */
function withSearch(path: string, search: Search = {}, place = ""): Route {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) {
    if (value !== undefined && value !== "") params.set(name, String(value));
  }
  const query = params.size === 0 ? "" : `?${params.toString()}`;
  const hash = place === "" ? "" : `#${place}`;
  // The one cast of an address: every path below is a page of this portal, which routes.test.ts checks.
  return `${path}${query}${hash}` as Route;
}

/** Which version, and seen in which environment; absent: the default, and production. */
export interface ApiView extends Search {
  version?: string | undefined;
  environment?: string | undefined;
}

/** Every address of the portal is built here. */
export const routes = {
  home: () => withSearch("/"),
  catalogue: (search?: Search) => withSearch("/apis", search),
  newApi: () => withSearch("/apis/new"),
  api: (slug: string, view?: ApiView) => withSearch(`/apis/${slug}`, view),
  /** `operation`: the key of one (`operationKey` of lib/openapi). */
  reference: (slug: string, search?: Search) => withSearch(`/apis/${slug}/reference`, search),
  apiUsage: (slug: string, search?: Search) => withSearch(`/apis/${slug}/usage`, search),
  versions: (slug: string, view?: ApiView & { page?: number }) => withSearch(`/apis/${slug}/versions`, view),
  /** `from` and `to`: states as `CompareStates` of lib/publishing names them. */
  compare: (slug: string, search?: Search) => withSearch(`/apis/${slug}/compare`, search),
  changelog: (slug: string, search?: Search) => withSearch(`/apis/${slug}/changelog`, search),
  lifecycle: (slug: string, view?: ApiView) => withSearch(`/apis/${slug}/lifecycle`, view),
  apiGovernance: (slug: string, view?: ApiView & { page?: number }) =>
    withSearch(`/apis/${slug}/governance`, view),
  fallback: (slug: string, view?: ApiView) => withSearch(`/apis/${slug}/fallback`, view),
  apiIncidents: (slug: string, view?: ApiView) => withSearch(`/apis/${slug}/incidents`, view),
  activity: (slug: string, view?: ApiView) => withSearch(`/apis/${slug}/activity`, view),
  apiSettings: (slug: string, view?: ApiView) => withSearch(`/apis/${slug}/settings`, view),
  plans: (slug: string, view?: ApiView) => withSearch(`/apis/${slug}/plans`, view),
  subscribers: (slug: string, search?: Search) => withSearch(`/apis/${slug}/subscribers`, search),
  applications: (search?: Search) => withSearch("/applications", search),
  application: (slug: string) => withSearch(`/applications/${slug}`),
  applicationUsage: (slug: string) => withSearch(`/applications/${slug}/usage`),
  incidents: (search?: Search) => withSearch("/incidents", search),
  incident: (id: string) => withSearch(`/incidents/${id}`),
  reviews: (search?: Search) => withSearch("/reviews", search),
  review: (id: string) => withSearch(`/reviews/${id}`),
  gateways: (search?: Search) => withSearch("/gateways", search),
  rules: (search?: Search) => withSearch("/governance", search),
  waivers: (search?: Search) => withSearch("/governance/waivers", search),
  /** One among those of its API. */
  waiver: (api: string, id: string) => withSearch("/governance/waivers", { api }, id),
  scorecards: (search?: Search) => withSearch("/governance/scorecards", search),
  notifications: (search?: Search) => withSearch("/notifications", search),
  notificationSettings: () => withSearch("/notifications/settings"),
  admin: () => withSearch("/admin"),
  users: (search?: Search) => withSearch("/admin/users", search),
  teams: (search?: Search) => withSearch("/teams", search),
  team: (slug: string, search?: Search) => withSearch(`/teams/${slug}`, search),
  teamWebhooks: (slug: string, search?: Search) => withSearch(`/teams/${slug}/webhooks`, search),
  webhooks: (search?: Search) => withSearch("/admin/webhooks", search),
  webhook: (id: string, search?: Search) => withSearch(`/admin/webhooks/${id}`, search),
  alerts: () => withSearch("/admin/alerts"),
  gatewayAddresses: () => withSearch("/admin/gateway-addresses"),
  egress: () => withSearch("/admin/egress"),
  jobs: (search?: Search) => withSearch("/admin/jobs", search),
  audit: (search?: Search) => withSearch("/admin/audit", search),
  account: () => withSearch("/account"),
  tokens: (search?: Search) => withSearch("/account/tokens", search),
  login: () => withSearch("/login"),
  /** What a notification or a refusal refers to: its path was made by the product. */
  told: ({ path }: { path: string }) => withSearch(path),
  /** A heading of the page that is shown. */
  onThisPage: (id: string) => withSearch("", {}, id),
} as const;
