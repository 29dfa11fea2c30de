import { queryOptions } from "@tanstack/react-query";
import type { VersionRef } from "@/components/publishing/queries.ts";
import { api } from "@/components/ui/api.ts";
import type { Page } from "#lib/paging/schema";
import type { GiveOrder, OrderDto } from "#lib/publishing/schema";
import type { IncidentDetail, IncidentDto, Live, RescueAlertDto, Ribbon } from "#lib/telemetry/schema";

const LIVE_MS = 1000;
const RIBBON_MS = 2000;

const versionPath = ({ slug, version }: VersionRef) => `/apis/${slug}/versions/${version}` as const;

/** Who answers now in one environment, asked for every second while the page is seen. */
export function liveQuery(ref: VersionRef, environment: string) {
  return queryOptions({
    queryKey: ["apis", ref.slug, "versions", ref.version, "live", environment],
    queryFn: ({ signal }) => api<Live>(`${versionPath(ref)}/live?environment=${environment}`, { signal }),
    refetchInterval: LIVE_MS,
    staleTime: 0,
  });
}

/** Who answered when: of one incident, or of the last hour. */
export function ribbonQuery(ref: VersionRef, environment: string, incident?: string) {
  const search = new URLSearchParams({ environment, ...(incident ? { incident } : {}) });
  return queryOptions({
    queryKey: ["apis", ref.slug, "versions", ref.version, "ribbon", search.toString()],
    queryFn: ({ signal }) => api<Ribbon>(`${versionPath(ref)}/incidents/ribbon?${search}`, { signal }),
    refetchInterval: RIBBON_MS,
    staleTime: 0,
  });
}

/** One incident with all that is known of it; asked for again while it is open. */
export function incidentQuery(id: string) {
  return queryOptions({
    queryKey: ["incidents", "one", id],
    queryFn: ({ signal }) => api<IncidentDetail>(`/incidents/${id}`, { signal }),
    refetchInterval: ({ state }) =>
      state.data === undefined || state.data.closedAt === null ? RIBBON_MS : false,
    staleTime: 0,
  });
}

export function acknowledgeIncident(id: string): Promise<IncidentDetail> {
  return api<IncidentDetail>(`/incidents/${id}/acknowledgement`, { method: "POST" });
}

export function acknowledgeRescueAlert(id: string): Promise<RescueAlertDto> {
  return api<RescueAlertDto>(`/rescue-alerts/${id}/acknowledgement`, { method: "POST" });
}

export function giveOrder(ref: VersionRef, body: GiveOrder): Promise<OrderDto> {
  return api<OrderDto>(`${versionPath(ref)}/orders`, { method: "POST", body });
}

const WHILE_MOVING_MS = 250;
const WHILE_FAILING_MS = 2000;

/** One order, asked for again until every connected gateway has answered. */
export function orderQuery(ref: VersionRef, id: string) {
  return queryOptions({
    queryKey: ["apis", ref.slug, "versions", ref.version, "orders", id],
    queryFn: ({ signal }) => api<OrderDto>(`${versionPath(ref)}/orders/${id}`, { signal }),
    staleTime: 0,
    refetchInterval: ({ state: { data } }) => {
      if (data?.state === "superseded") return false;
      if (data?.state === "written" && data.waiting.length === 0) return false;
      return data === undefined || data.error !== null ? WHILE_FAILING_MS : WHILE_MOVING_MS;
    },
  });
}

const BADGE_MS = 5000;

/** The newest incident of a version, which is the open one while one is. */
export function openIncidentQuery(ref: VersionRef, environment: string) {
  const search = new URLSearchParams({ environment, size: "1" });
  return queryOptions({
    queryKey: ["apis", ref.slug, "versions", ref.version, "incidents", "newest", environment],
    queryFn: ({ signal }) => api<Page<IncidentDto>>(`${versionPath(ref)}/incidents?${search}`, { signal }),
    refetchInterval: BADGE_MS,
  });
}

export function versionIncidentsQuery(ref: VersionRef, search: { environment: string; page: number }) {
  const params = new URLSearchParams({ environment: search.environment, page: String(search.page) });
  return queryOptions({
    queryKey: ["apis", ref.slug, "versions", ref.version, "incidents", params.toString()],
    queryFn: ({ signal }) => api<Page<IncidentDto>>(`${versionPath(ref)}/incidents?${params}`, { signal }),
    refetchInterval: RIBBON_MS,
  });
}
