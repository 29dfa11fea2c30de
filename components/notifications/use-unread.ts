"use client";

import { useQuery } from "@tanstack/react-query";
import { useHydrated } from "@/components/ui/use-hydrated.ts";
import { unreadCountQuery } from "./queries.ts";

/** How many are unread, and the newest of them. The frame and the page both ask, and either may hydrate first. */
export function useUnread() {
  const { data } = useQuery(unreadCountQuery);
  return useHydrated() ? data : undefined;
}
