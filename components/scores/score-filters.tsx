"use client";

import { Download } from "lucide-react";
import { useRouter } from "next/navigation";
import { SearchField } from "@/components/admin/search-field.tsx";
import { routes } from "@/components/shell/routes.ts";
import { buttonStyles } from "@/components/ui/button-styles.ts";
import { ButtonLink } from "@/components/ui/button-link.tsx";
import { Field } from "@/components/ui/field.tsx";
import { Select } from "@/components/ui/select.tsx";
import { TIER_WORDS } from "@/components/ui/tier-badge.tsx";
import type { ApiScoreQuery } from "#lib/scores/schema";
import { scoresSearch } from "./scores-search.ts";

const STATES: Record<ApiScoreQuery["state"], string> = {
  any: "Any state",
  blocking: "Breaks a blocking rule",
  waived: "Has waivers",
  uncovered: "Critical, no tested fallback",
};

/** What narrows the list of APIs; all of it lives in the URL. */
export function ScoreFilters({ query }: { query: ApiScoreQuery }) {
  const router = useRouter();
  const href = (change: Partial<ApiScoreQuery>) =>
    routes.scorecards(scoresSearch({ ...query, page: 1, ...change }));
  const look = (change: Partial<ApiScoreQuery>) => router.push(href(change), { scroll: false });
  const { tier, state, team, q } = query;
  return (
    <div className="flex flex-wrap items-center gap-2">
      <SearchField label="Name of the API" q={q} href={(text) => href({ q: text })} />
      <Field label="Tier" hideLabel className="w-44">
        <Select
          value={tier}
          onChange={(event) => look({ tier: event.target.value as ApiScoreQuery["tier"] })}
        >
          <option value="">Every tier</option>
          {Object.entries(TIER_WORDS).map(([value, word]) => (
            <option key={value} value={value}>{`Tier ${value} ${word}`}</option>
          ))}
        </Select>
      </Field>
      <Field label="State" hideLabel className="w-56">
        <Select
          value={state}
          onChange={(event) => look({ state: event.target.value as ApiScoreQuery["state"] })}
        >
          {Object.entries(STATES).map(([value, word]) => (
            <option key={value} value={value}>
              {word}
            </option>
          ))}
        </Select>
      </Field>
      {tier || state !== "any" || team || q ? (
        <ButtonLink href={routes.scorecards()}>Show all</ButtonLink>
      ) : null}
      <a href={exportAddress(query)} download className={buttonStyles({ variant: "secondary" })}>
        <Download aria-hidden />
        CSV
      </a>
    </div>
  );
}

/** What the filters show, on all pages. */
function exportAddress({ page: _page, size: _size, ...filter }: ApiScoreQuery): string {
  return `/api/v1/governance/scores/apis/csv?${new URLSearchParams(filter).toString()}`;
}
