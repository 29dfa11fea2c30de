"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useDebounced } from "@/components/shell/use-debounced.ts";
import { teamChoicesQuery } from "@/components/teams/queries.ts";
import { Checkbox } from "@/components/ui/checkbox.tsx";
import { Input } from "@/components/ui/input.tsx";

const TYPING_MS = 200;

interface TeamName {
  slug: string;
  name: string;
}

interface GrantedTeamsProps {
  /** The owner's slug: it sees its own API anyhow. */
  own: string;
  granted: readonly string[];
  /** Those that are granted already. */
  known: readonly TeamName[];
  error: string | undefined;
  onChange: (granted: string[]) => void;
}

function wordsOf({ shown, more }: { shown: number; more: number }): string {
  if (more > 0) return `${more} more: find them by name.`;
  return shown === 0 ? "There is no other team." : "";
}

/** The teams that find a restricted API: those chosen first, then the others; a long list is searched by name. */
export function GrantedTeams({ own, granted, known, error, onChange }: GrantedTeamsProps) {
  const [typed, setTyped] = useState("");
  const [picked, setPicked] = useState<readonly TeamName[]>(known);
  const q = useDebounced(typed.trim(), TYPING_MS);
  const all = useQuery(teamChoicesQuery(""));
  const { data: found } = useQuery({ ...teamChoicesQuery(q), placeholderData: keepPreviousData });
  const nameOf = (slug: string) =>
    [...picked, ...(found?.items ?? [])].find((team) => team.slug === slug)?.name ?? slug;
  const others = (found?.items ?? []).filter(({ slug }) => slug !== own && !granted.includes(slug));
  const isLong = (all.data?.total ?? 0) > (all.data?.items.length ?? 0);
  function toggle(team: TeamName, isChecked: boolean) {
    setPicked([...picked.filter(({ slug }) => slug !== team.slug), team]);
    onChange(isChecked ? [...granted, team.slug] : granted.filter((one) => one !== team.slug));
  }
  const row = (team: TeamName) => (
    <Checkbox
      key={team.slug}
      label={team.name}
      checked={granted.includes(team.slug)}
      onChange={({ target }) => toggle(team, target.checked)}
    />
  );
  return (
    <fieldset className="flex flex-col gap-1 sm:col-span-2">
      <legend className="pb-1 text-sm font-medium">Teams that find it</legend>
      {isLong ? (
        <Input
          type="search"
          aria-label="Find a team"
          placeholder="Find a team by its name"
          value={typed}
          maxLength={100}
          onChange={(event) => setTyped(event.target.value)}
        />
      ) : null}
      <div className="grid max-h-56 gap-1 overflow-y-auto rounded-md border p-2 sm:grid-cols-2">
        {granted.map((slug) => row({ slug, name: nameOf(slug) }))}
        {others.map(row)}
      </div>
      <p role="status" className="text-xs text-text-muted">
        {found ? wordsOf({ shown: others.length, more: found.total - found.items.length }) : null}
      </p>
      {error ? <p className="text-sm text-danger">{error}</p> : null}
    </fieldset>
  );
}
