"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useDebounced } from "@/components/shell/use-debounced.ts";
import { Field } from "@/components/ui/field.tsx";
import { Input } from "@/components/ui/input.tsx";
import { Select } from "@/components/ui/select.tsx";
import { teamChoicesQuery } from "./queries.ts";

const TYPING_MS = 200;

interface TeamChoice {
  slug: string;
  name: string;
}

/** What there is to choose from: a first page, behind which others are found by name. */
export interface TeamChoices {
  items: readonly TeamChoice[];
  total: number;
}

interface TeamFieldProps {
  label: string;
  hint?: string;
  error: string | undefined;
  teams: TeamChoices;
  /** Teams that are no choice. */
  without?: string;
  value: string;
  onChange: (slug: string) => void;
}

/** One team of many. */
export function TeamField({ label, hint, error, teams, without, value, onChange }: TeamFieldProps) {
  const [typed, setTyped] = useState("");
  const [picked, setPicked] = useState<TeamChoice>();
  const q = useDebounced(typed.trim(), TYPING_MS);
  const isLong = teams.total > teams.items.length;
  const { data } = useQuery({
    ...teamChoicesQuery(q),
    enabled: isLong && q !== "",
    placeholderData: keepPreviousData,
  });
  const found = (q === "" ? teams.items : (data?.items ?? [])).filter(({ slug }) => slug !== without);
  // What is chosen stays a choice, also among others.
  const chosen = picked ?? teams.items.find(({ slug }) => slug === value);
  const isShown = chosen === undefined || found.some(({ slug }) => slug === chosen.slug);
  const choices = isShown ? found : [chosen, ...found];
  function choose(slug: string) {
    setPicked(choices.find((team) => team.slug === slug));
    onChange(slug);
  }
  return (
    <div className="flex min-w-0 flex-col gap-2">
      <Field label={label} {...(hint === undefined ? {} : { hint })} error={error}>
        <Select value={value} required onChange={(event) => choose(event.target.value)}>
          {value === "" ? (
            <option value="" disabled>
              Choose a team
            </option>
          ) : null}
          {choices.map(({ slug, name }) => (
            <option key={slug} value={slug}>
              {name}
            </option>
          ))}
        </Select>
      </Field>
      {isLong ? (
        <Input
          type="search"
          aria-label={`Find a team: ${label}`}
          placeholder="Find a team by its name"
          value={typed}
          maxLength={100}
          onChange={(event) => setTyped(event.target.value)}
        />
      ) : null}
      {q !== "" && data && found.length === 0 ? (
        <p role="status" className="text-xs text-text-muted">
          No other team is called like that.
        </p>
      ) : null}
    </div>
  );
}
