"use client";

import { useQuery } from "@tanstack/react-query";
import { cn } from "@/components/ui/cn.ts";
import { openIncidentsQuery } from "./queries.ts";

/** How many versions are served from fallback now; nothing when all play themselves. */
export function OpenIncidents({ className }: { className?: string }) {
  const { data } = useQuery(openIncidentsQuery);
  const total = data?.total ?? 0;
  if (total === 0) return null;
  return (
    <span
      className={cn(
        "inline-flex h-5 min-w-5 items-center justify-center rounded-full bg-fallback-soft px-1.5 text-xs font-semibold text-fallback tabular-nums",
        className,
      )}
    >
      {total}
      <span className="sr-only"> open</span>
    </span>
  );
}
