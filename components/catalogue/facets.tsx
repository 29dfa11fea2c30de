import { useState } from "react";
import type { ChangeSearch } from "@/components/shell/use-url-search.ts";
import { formatNumber } from "@/components/ui/format-number.ts";
import { STAGE_WORDS } from "@/components/ui/stage-badge.tsx";
import { TIER_WORDS } from "@/components/ui/tier-badge.tsx";
import type { ApiPage, ApiQuery, Facet, FacetValue } from "#lib/catalogue/schema";
import { toggled } from "./api-search.ts";
import { FacetFinder } from "./facet-finder.tsx";

const FACETS: readonly [facet: Facet, label: string][] = [
  ["domain", "Domain"],
  ["team", "Team"],
  ["tier", "Tier"],
  ["stage", "Stage"],
  ["environment", "Live in"],
  ["tag", "Tag"],
  ["kind", "Kind"],
];
const KIND_WORDS: Record<string, string> = { rest: "REST", ai: "AI model", prompt: "Prompt" };
/** Values in sight before "more". */
const SHOWN = 6;

interface FacetsProps {
  facets: NonNullable<ApiPage["facets"]>;
  /** How many values each has. */
  totals: NonNullable<ApiPage["facetTotals"]>;
  query: ApiQuery;
  change: ChangeSearch;
}

/** What narrows the list: several values per facet, each with how many APIs it would leave. */
export function Facets({ facets, totals, query, change }: FacetsProps) {
  return (
    <div className="flex flex-col gap-5">
      {FACETS.map(([facet, label]) => (
        <FacetGroup
          key={facet}
          facet={facet}
          label={label}
          total={totals[facet]}
          query={query}
          values={withChosen(facets[facet], (query[facet] ?? []).map(String))}
          wordOf={(value) => wordOf(facet, value)}
          chosen={(query[facet] ?? []).map(String)}
          onToggle={(value) => change({ [facet]: toggled(query, facet, value) })}
        />
      ))}
    </div>
  );
}

/** What is chosen stays in sight, also when nothing is left of it. */
function withChosen(values: FacetValue[], chosen: string[]): FacetValue[] {
  const missing = chosen.filter((value) => !values.some((one) => one.value === value));
  return [...missing.map((value) => ({ value, name: value, count: 0 })), ...values];
}

function wordOf(facet: Facet, { value, name }: FacetValue): string {
  switch (facet) {
    case "tier":
      return `${value} · ${TIER_WORDS[Number(value)] ?? ""}`;
    case "stage":
      return STAGE_WORDS[value] ?? name;
    case "kind":
      return KIND_WORDS[value] ?? name;
    case "domain":
      return value === "-" ? "No domain" : name;
    case "team":
    case "tag":
    case "environment":
      return name;
  }
}

interface FacetGroupProps {
  facet: Facet;
  label: string;
  query: ApiQuery;
  /** How many values there are: more than `values` may hold. */
  total: number;
  values: FacetValue[];
  wordOf: (value: FacetValue) => string;
  chosen: string[];
  onToggle: (value: string) => void;
}

function FacetGroup({ facet, label, query, total, values, wordOf, chosen, onToggle }: FacetGroupProps) {
  const [isOpen, setIsOpen] = useState(false);
  if (values.length === 0) return null;
  const row = (value: FacetValue) => (
    <label
      key={value.value}
      className="flex min-w-0 cursor-pointer items-center gap-2 rounded-sm py-0.5 pointer-coarse:py-2 hover:text-accent"
    >
      <input
        type="checkbox"
        className="size-4 shrink-0 accent-accent"
        checked={chosen.includes(value.value)}
        onChange={() => onToggle(value.value)}
      />
      <span className="min-w-0 flex-1 truncate" title={wordOf(value)}>
        {wordOf(value)}
      </span>
      <span className="text-xs text-text-muted tabular-nums">{formatNumber(value.count)}</span>
    </label>
  );
  const isChosen = ({ value }: FacetValue) => chosen.includes(value);
  const first = values.filter((value, index) => index < SHOWN || isChosen(value));
  const rest = values.filter((value, index) => index >= SHOWN && !isChosen(value));
  return (
    <fieldset className="flex min-w-0 flex-col text-sm">
      <legend className="pb-1 text-xs font-medium text-text-muted">{label}</legend>
      {first.map(row)}
      {rest.length > 0 ? (
        <details onToggle={(event) => setIsOpen(event.currentTarget.open)}>
          <summary className="cursor-pointer rounded-sm py-0.5 pointer-coarse:py-2 text-xs text-accent">
            {`${formatNumber(Math.max(rest.length, total - first.length))} more`}
          </summary>
          {total <= values.length ? rest.map(row) : null}
          {total > values.length && isOpen ? (
            <FacetFinder facet={facet} label={label} query={query} total={total} row={row} />
          ) : null}
        </details>
      ) : null}
    </fieldset>
  );
}
