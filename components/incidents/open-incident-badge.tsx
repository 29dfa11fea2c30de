"use client";

import { useQuery } from "@tanstack/react-query";
import type { VersionRef } from "@/components/publishing/queries.ts";
import { routes } from "@/components/shell/routes.ts";
import { HealthBadge } from "@/components/ui/health-badge.tsx";
import { Link } from "@/components/ui/link.tsx";
import { openIncidentQuery } from "./queries.ts";

interface OpenIncidentBadgeProps {
  versionRef: VersionRef;
  environment: string;
}

/** Beside an API's name on every tab: that its primary does not answer, and the way to the incident. */
export function OpenIncidentBadge({ versionRef, environment }: OpenIncidentBadgeProps) {
  const incident = useQuery(openIncidentQuery(versionRef, environment)).data?.items[0];
  if (!incident || incident.closedAt !== null || incident.servingTarget === incident.primaryTarget)
    return null;
  return (
    <Link href={routes.incident(incident.id)} title="The open incident" className="rounded-sm">
      <HealthBadge health={incident.servingTarget ? "fallback" : "down"} />
    </Link>
  );
}
