"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { SearchX, Server } from "lucide-react";
import { EnvironmentSelect } from "@/components/apis/environment-select.tsx";
import { environmentsQuery } from "@/components/apis/queries.ts";
import { routes } from "@/components/shell/routes.ts";
import { SearchBox } from "@/components/shell/search-box.tsx";
import { useUrlSearch } from "@/components/shell/use-url-search.ts";
import { Card } from "@/components/ui/card.tsx";
import { EmptyState } from "@/components/ui/empty-state.tsx";
import { Pagination } from "@/components/ui/pagination.tsx";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { SkeletonRows } from "@/components/ui/skeleton.tsx";
import { gatewaySearch, parseGatewaySearch } from "./gateway-search.ts";
import { GatewayTable } from "./gateway-table.tsx";
import { gatewaysQuery } from "./queries.ts";

/** Every gateway that was ever seen: where it stands against the shared store. */
export function Gateways() {
  const { search, change } = useUrlSearch();
  const query = parseGatewaySearch(new URLSearchParams(search));
  const gateways = useQuery({ ...gatewaysQuery(query), placeholderData: keepPreviousData });
  const environments = useQuery(environmentsQuery);
  const isFiltered = query.q !== "" || query.environment !== undefined;

  return (
    <div className="flex flex-col gap-4">
      <div className="flex gap-2">
        <SearchBox
          label="Search gateways"
          placeholder="Search by node…"
          q={query.q}
          isSearching={gateways.isPlaceholderData}
          onSearch={(q) => change({ q }, "replace")}
        />
        <EnvironmentSelect
          className="w-44 shrink-0"
          environments={environments.data}
          value={query.environment}
          onChange={(environment) => change({ environment })}
        />
      </div>
      {gateways.isLoadingError ? <ProblemCallout error={gateways.error} /> : null}
      {gateways.isPending ? (
        <Card>
          <SkeletonRows label="Loading gateways" rows={4} />
        </Card>
      ) : null}
      {gateways.data ? (
        <>
          <Card>
            {gateways.data.items.length > 0 ? (
              <GatewayTable gateways={gateways.data.items} query={query} />
            ) : isFiltered ? (
              <EmptyState icon={SearchX} title="No gateway matches." />
            ) : (
              <EmptyState icon={Server} title="No gateway has connected yet.">
                A gateway shows itself here as soon as it reaches the shared store.
              </EmptyState>
            )}
          </Card>
          <Pagination
            page={gateways.data.page}
            size={gateways.data.size}
            total={gateways.data.total}
            noun="gateways"
            href={(page) => routes.gateways(gatewaySearch({ ...query, page }))}
          />
        </>
      ) : null}
    </div>
  );
}
