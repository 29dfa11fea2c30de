import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { pageNumberOf } from "@/components/shell/search-params.ts";
import { oneOf } from "@/components/shell/list-search.ts";
import { api } from "@/components/ui/api.ts";
import type { Page } from "#lib/paging/schema";
import type { DeliveryDetail, DeliveryDto, DeliveryQuery, WebhookDto } from "#lib/webhooks/schema";

/** Key prefix: what a change makes stale. */
export const WEBHOOKS = ["webhooks"] as const;

const POLL_MS = 5_000;

/** The webhooks of a team; without one, the organisation's. */
export const webhooksQuery = (team: string | undefined, page: number) =>
  queryOptions({
    queryKey: [...WEBHOOKS, "list", team ?? "", page],
    queryFn: ({ signal }) =>
      api<Page<WebhookDto>>(`/webhooks?page=${page}${team === undefined ? "" : `&team=${team}`}`, { signal }),
    placeholderData: keepPreviousData,
  });

export const webhookQuery = (id: string) =>
  queryOptions({
    queryKey: [...WEBHOOKS, "one", id],
    queryFn: ({ signal }) => api<WebhookDto>(`/webhooks/${id}`, { signal }),
    refetchInterval: POLL_MS,
  });

export const deliveriesQuery = (id: string, query: DeliveryQuery) =>
  queryOptions({
    queryKey: [...WEBHOOKS, "deliveries", id, query],
    queryFn: ({ signal }) =>
      api<Page<DeliveryDto>>(
        `/webhooks/${id}/deliveries?page=${query.page}&size=${query.size}${query.state ? `&state=${query.state}` : ""}`,
        { signal },
      ),
    placeholderData: keepPreviousData,
    refetchInterval: POLL_MS,
  });

export const deliveryQuery = (id: string, delivery: string) =>
  queryOptions({
    queryKey: [...WEBHOOKS, "delivery", id, delivery],
    queryFn: ({ signal }) => api<DeliveryDetail>(`/webhooks/${id}/deliveries/${delivery}`, { signal }),
    refetchInterval: POLL_MS,
  });

/** The deliveries a URL asks for. */
export function deliveryQueryOf(search: URLSearchParams): DeliveryQuery {
  const state = oneOf(search.get("state"), ["pending", "delivered", "failed"]);
  return { page: pageNumberOf(search.get("page") ?? undefined), size: 20, ...(state && { state }) };
}
