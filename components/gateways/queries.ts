import { queryOptions } from "@tanstack/react-query";
import { api } from "@/components/ui/api.ts";
import type { Page } from "#lib/paging/schema";
import type { GatewayDto, GatewayQuery } from "#lib/publishing/schema";
import { gatewaySearch } from "./gateway-search.ts";

/** Gateways report when something changes; the page asks often enough to be called live. */
export function gatewaysQuery(query: GatewayQuery) {
  const search = new URLSearchParams(gatewaySearch(query)).toString();
  return queryOptions({
    queryKey: ["gateways", search],
    queryFn: ({ signal }) => api<Page<GatewayDto>>(`/gateways?${search}`, { signal }),
    refetchInterval: 2_000,
  });
}
