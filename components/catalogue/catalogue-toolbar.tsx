"use client";

import { LayoutList, Rows3, SlidersHorizontal } from "lucide-react";
import type { ChangeSearch } from "@/components/shell/use-url-search.ts";
import { Button } from "@/components/ui/button.tsx";
import { Segmented } from "@/components/ui/segmented.tsx";
import { Select } from "@/components/ui/select.tsx";
import type { ApiQuery } from "#lib/catalogue/schema";
import { SavedViews } from "./saved-views.tsx";

const SORT_WORDS: Record<ApiQuery["sort"], string> = {
  relevance: "Best match",
  name: "Name",
  tier: "Tier",
  updatedAt: "Last changed",
  createdAt: "Newest",
};
const LATEST_FIRST: readonly string[] = ["updatedAt", "createdAt"];

interface CatalogueToolbarProps {
  query: ApiQuery;
  change: ChangeSearch;
  view: "table" | "cards";
  /** How many values are chosen. */
  filters: number;
  filtersShown: boolean;
  onFilters: () => void;
}

/** How the list is shown: its order, as a table or cards, and the searches one has kept. */
export function CatalogueToolbar(props: CatalogueToolbarProps) {
  const { query, change, view, filters, filtersShown, onFilters } = props;
  return (
    <div className="flex min-h-8 items-center gap-2 sm:flex-wrap">
      <Button size="sm" className="md:hidden" aria-expanded={filtersShown} onClick={onFilters}>
        <SlidersHorizontal aria-hidden />
        {filters > 0 ? `Filters (${filters})` : "Filters"}
      </Button>
      <Select
        aria-label="Sort"
        className="max-sm:flex-1 sm:w-36"
        value={query.sort}
        onChange={({ target: { value } }) =>
          change({
            sort: value === "relevance" ? undefined : value,
            dir: LATEST_FIRST.includes(value) ? "desc" : undefined,
          })
        }
      >
        {Object.entries(SORT_WORDS).map(([sort, word]) => (
          <option key={sort} value={sort}>
            {word}
          </option>
        ))}
      </Select>
      <Segmented
        label="Show as"
        value={view}
        options={[
          { value: "table", label: <Look icon={Rows3} word="Table" /> },
          { value: "cards", label: <Look icon={LayoutList} word="Cards" /> },
        ]}
        onChange={(next) => change({ view: next === "cards" ? "cards" : undefined })}
      />
      <SavedViews />
    </div>
  );
}

function Look({ icon: Icon, word }: { icon: typeof Rows3; word: string }) {
  return (
    <>
      <Icon aria-hidden />
      <span className="sr-only">{word}</span>
    </>
  );
}
