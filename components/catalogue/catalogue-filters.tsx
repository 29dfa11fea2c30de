"use client";

import { useQuery } from "@tanstack/react-query";
import { SearchBox } from "@/components/shell/search-box.tsx";
import type { ChangeSearch } from "@/components/shell/use-url-search.ts";
import { Select } from "@/components/ui/select.tsx";
import { STAGE_WORDS } from "@/components/ui/stage-badge.tsx";
import { TIER_WORDS } from "@/components/ui/tier-badge.tsx";
import type { ApiQuery } from "#lib/catalogue/schema";
import { teamsQuery } from "./queries.ts";

interface CatalogueFiltersProps {
  query: ApiQuery;
  change: ChangeSearch;
  isSearching: boolean;
}

/** The search box first, then what narrows the list: team, tier, stage. */
export function CatalogueFilters({ query, change, isSearching }: CatalogueFiltersProps) {
  const teams = useQuery(teamsQuery);
  return (
    <div className="flex flex-col gap-2 md:flex-row">
      <SearchBox
        label="Search APIs"
        placeholder="Search by name, slug, summary or operation…"
        q={query.q}
        isSearching={isSearching}
        onSearch={(q) => change({ q }, "replace")}
      />
      <div className="grid grid-cols-3 gap-2 md:w-96 md:shrink-0">
        <Select
          aria-label="Team"
          value={query.team?.[0] ?? ""}
          onChange={(event) => change({ team: event.target.value })}
        >
          <option value="">All teams</option>
          {teams.data?.items.map((team) => (
            <option key={team.slug} value={team.slug}>
              {team.name}
            </option>
          ))}
        </Select>
        <Select
          aria-label="Tier"
          value={query.tier?.[0] ?? ""}
          onChange={(event) => change({ tier: event.target.value })}
        >
          <option value="">All tiers</option>
          {Object.entries(TIER_WORDS).map(([tier, word]) => (
            <option key={tier} value={tier}>
              {`Tier ${tier} · ${word}`}
            </option>
          ))}
        </Select>
        <Select
          aria-label="Stage"
          value={query.stage?.[0] ?? ""}
          onChange={(event) => change({ stage: event.target.value })}
        >
          <option value="">All stages</option>
          {Object.entries(STAGE_WORDS).map(([stage, word]) => (
            <option key={stage} value={stage}>
              {word}
            </option>
          ))}
        </Select>
      </div>
    </div>
  );
}
