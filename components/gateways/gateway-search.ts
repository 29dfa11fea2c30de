import { listSearch } from "@/components/shell/list-search.ts";
import { GatewayList, type GatewayQuery } from "#lib/publishing/schema";

/** What the URL of the gateways page says; what it says wrongly falls back to the default. */
export function parseGatewaySearch(search: URLSearchParams): GatewayQuery {
  const { environment, ...rest } = GatewayList.url.parse(Object.fromEntries(search));
  return { ...rest, ...(environment === undefined ? {} : { environment }) };
}

const DEFAULTS = parseGatewaySearch(new URLSearchParams());

export function gatewaySearch(query: GatewayQuery): Record<string, string> {
  return listSearch(query, DEFAULTS);
}
