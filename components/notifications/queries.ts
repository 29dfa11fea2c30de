import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { oneOf } from "@/components/shell/list-search.ts";
import { pageNumberOf } from "@/components/shell/search-params.ts";
import { api } from "@/components/ui/api.ts";
import type { MailSettings, NotificationDto, NotificationQuery } from "#lib/notifications/schema";
import type { Page } from "#lib/paging/schema";

/** Key prefix: what reading one makes stale. */
export const NOTIFICATIONS = ["notifications"] as const;

const POLL_MS = 10_000;

/** How many are unread, and the newest of them: read by `useUnread`. */
export const unreadCountQuery = queryOptions({
  queryKey: [...NOTIFICATIONS, "unread-count"],
  queryFn: ({ signal }) => api<Page<NotificationDto>>("/notifications?state=unread&size=1", { signal }),
  refetchInterval: POLL_MS,
});

/** The newest few, for the open bell. */
export const newestQuery = queryOptions({
  queryKey: [...NOTIFICATIONS, "newest"],
  queryFn: ({ signal }) => api<Page<NotificationDto>>("/notifications?size=8", { signal }),
  refetchInterval: POLL_MS,
});

export const notificationsQuery = (query: NotificationQuery) =>
  queryOptions({
    queryKey: [...NOTIFICATIONS, "list", query],
    queryFn: ({ signal }) =>
      api<Page<NotificationDto>>(
        `/notifications?page=${query.page}&size=${query.size}&state=${query.state}`,
        { signal },
      ),
    placeholderData: keepPreviousData,
    refetchInterval: POLL_MS,
  });

export const mailSettingsQuery = queryOptions({
  queryKey: ["mail-settings"],
  queryFn: ({ signal }) => api<MailSettings>("/notifications/mail", { signal }),
});

/** The list a URL asks for; whatever it does not say is the default. */
export function notificationQueryOf(search: URLSearchParams): NotificationQuery {
  return {
    page: pageNumberOf(search.get("page") ?? undefined),
    size: 20,
    state: oneOf(search.get("state"), ["all", "unread"]) ?? "all",
  };
}
