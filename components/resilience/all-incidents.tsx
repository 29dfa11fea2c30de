"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { SearchX, ShieldCheck } from "lucide-react";
import { EnvironmentSelect } from "@/components/apis/environment-select.tsx";
import { environmentsQuery } from "@/components/apis/queries.ts";
import { IncidentTable } from "@/components/incidents/incident-table.tsx";
import { routes } from "@/components/shell/routes.ts";
import { SearchBox } from "@/components/shell/search-box.tsx";
import { useUrlSearch } from "@/components/shell/use-url-search.ts";
import { Card } from "@/components/ui/card.tsx";
import { EmptyState } from "@/components/ui/empty-state.tsx";
import { Pagination } from "@/components/ui/pagination.tsx";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { Segmented } from "@/components/ui/segmented.tsx";
import { Select } from "@/components/ui/select.tsx";
import { SkeletonRows } from "@/components/ui/skeleton.tsx";
import { ChosenFilters } from "./chosen-filters.tsx";
import { incidentSearch, parseIncidentSearch } from "./incident-search.ts";
import { incidentsQuery } from "./queries.ts";

const TIMES = [
  { days: "", word: "Any time" },
  { days: "1", word: "Last 24 hours" },
  { days: "7", word: "Last 7 days" },
  { days: "30", word: "Last 30 days" },
];

const STATES = [
  { value: "", label: "All" },
  { value: "open", label: "Open" },
  { value: "closed", label: "Closed" },
] as const;

/** When and where traffic left a primary, over all APIs. */
export function AllIncidents() {
  const { search, change } = useUrlSearch();
  const query = parseIncidentSearch(new URLSearchParams(search));
  const incidents = useQuery({ ...incidentsQuery(query), placeholderData: keepPreviousData });
  const environments = useQuery(environmentsQuery);
  const isFiltered = Object.keys(incidentSearch({ ...query, page: 1 })).length > 0;

  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-col gap-2 md:flex-row">
        <SearchBox
          label="Search incidents"
          placeholder="Search by API…"
          q={query.q}
          isSearching={incidents.isPlaceholderData}
          onSearch={(q) => change({ q }, "replace")}
        />
        <div className="flex flex-wrap items-center gap-2">
          <Segmented
            label="State"
            value={query.state ?? ""}
            options={STATES}
            onChange={(state) => change({ state })}
          />
          <EnvironmentSelect
            className="w-44 max-w-full"
            environments={environments.data}
            value={query.environment}
            onChange={(environment) => change({ environment })}
          />
          <Select
            aria-label="Time"
            className="w-36 max-w-full"
            value={query.withinDays ?? ""}
            onChange={(event) => change({ withinDays: event.target.value })}
          >
            {TIMES.map(({ days, word }) => (
              <option key={days} value={days}>
                {word}
              </option>
            ))}
          </Select>
        </div>
      </div>
      <ChosenFilters query={query} change={change} />
      {incidents.isLoadingError ? <ProblemCallout error={incidents.error} /> : null}
      {incidents.isPending ? (
        <Card>
          <SkeletonRows label="Loading incidents" />
        </Card>
      ) : null}
      {incidents.data ? (
        <>
          <Card>
            {incidents.data.items.length > 0 ? (
              <IncidentTable incidents={incidents.data.items} />
            ) : isFiltered ? (
              <EmptyState icon={SearchX} title="No incident matches." />
            ) : (
              <EmptyState icon={ShieldCheck} title="No incident so far.">
                One opens as soon as an understudy has to step in, and closes when the primary is back.
              </EmptyState>
            )}
          </Card>
          <Pagination
            page={incidents.data.page}
            size={incidents.data.size}
            total={incidents.data.total}
            noun="incidents"
            href={(page) => routes.incidents(incidentSearch({ ...query, page }))}
          />
        </>
      ) : null}
    </div>
  );
}
