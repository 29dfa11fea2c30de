"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "@/components/ui/api.ts";
import type { NotificationDto } from "#lib/notifications/schema";
import { NOTIFICATIONS } from "./queries.ts";

/** Marks one notification as read or unread. */
export function useRead() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, read }: { id: string; read: boolean }) =>
      api<NotificationDto>(`/notifications/${id}`, { method: "PATCH", body: { read } }),
    onSettled: () => client.invalidateQueries({ queryKey: NOTIFICATIONS }),
  });
}

/** Marks everything up to one notification as read. */
export function useReadAll() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (upTo: string) =>
      api<{ marked: number }>("/notifications/read", { method: "POST", body: { upTo } }),
    onSettled: () => client.invalidateQueries({ queryKey: NOTIFICATIONS }),
  });
}
