"use client";

import { X } from "lucide-react";
import { Button } from "@/components/ui/button.tsx";
import type { IncidentQuery } from "#lib/telemetry/schema";

interface ChosenFiltersProps {
  query: IncidentQuery;
  change: (changes: Record<string, string>) => void;
}

/** The filters that come by link, each to be taken off. */
export function ChosenFilters({ query, change }: ChosenFiltersProps) {
  if (query.api === undefined && query.alert === undefined) return null;
  return (
    <div className="flex flex-wrap gap-2">
      {query.api === undefined ? null : (
        <Button size="sm" onClick={() => change({ api: "" })}>
          Only {query.api}
          <X aria-hidden />
          <span className="sr-only">: take off</span>
        </Button>
      )}
      {query.alert === undefined ? null : (
        <Button size="sm" onClick={() => change({ alert: "" })}>
          Only with an alert
          <X aria-hidden />
          <span className="sr-only">: take off</span>
        </Button>
      )}
    </div>
  );
}
