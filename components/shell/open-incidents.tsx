"use client";
"use no memo"; // its script counts, and rendering it again costs little

import { useQuery } from "@tanstack/react-query";
import { BellRing } from "lucide-react";
import { cn } from "@/components/ui/cn.ts";
import { activeAlertsQuery, openIncidentsQuery } from "./queries.ts";

/** How many versions are served from fallback now; loud where one is for too long, nothing when all play themselves. */
export function OpenIncidents({ className }: { className?: string }) {
  const { data } = useQuery(openIncidentsQuery);
  const alerts = useQuery(activeAlertsQuery).data?.total ?? 0;
  const total = data?.total ?? 0;
  if (total === 0) return null;
  return (
    <span
      className={cn(
        "inline-flex h-5 min-w-5 items-center justify-center gap-1 rounded-full bg-fallback-soft px-1.5 text-xs font-semibold text-fallback tabular-nums",
        alerts > 0 && "bg-danger-soft text-danger",
        className,
      )}
    >
      {alerts > 0 ? <BellRing aria-hidden className="size-3" /> : null}
      {total}
      <span className="sr-only">{alerts > 0 ? ` open, ${alerts} for too long` : " open"}</span>
    </span>
  );
}
