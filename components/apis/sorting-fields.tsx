"use client";

import { useQuery } from "@tanstack/react-query";
import { Checkbox } from "@/components/ui/checkbox.tsx";
import { Field } from "@/components/ui/field.tsx";
import { Input } from "@/components/ui/input.tsx";
import type { Visibility } from "#lib/catalogue/schema";
import { teamChoicesQuery } from "./queries.ts";
import { tagOf, WordsField } from "./words-field.tsx";

export interface SortingValues {
  domain: string;
  tags: string[];
  grantedTeams: string[];
}

interface SortingFieldsProps {
  values: SortingValues;
  visibility: Visibility;
  /** The owner's slug: it sees its own API anyhow. */
  team: string;
  errorAt: (field: keyof SortingValues) => string | undefined;
  onChange: (changes: Partial<SortingValues>) => void;
}

/** By what the catalogue sorts an API: its domain, its tags, and who sees it while it is restricted. */
export function SortingFields({ values, visibility, team, errorAt, onChange }: SortingFieldsProps) {
  return (
    <>
      <Field
        label="Domain"
        optional
        hint="The part of the business it belongs to, such as payments."
        error={errorAt("domain")}
      >
        <Input
          value={values.domain}
          maxLength={40}
          autoComplete="off"
          onChange={(event) => onChange({ domain: event.target.value.toLowerCase() })}
          onBlur={(event) => onChange({ domain: tagOf(event.target.value) })}
        />
      </Field>
      <WordsField
        label="Tags"
        hint="Words with commas between them, such as pci, customer-facing."
        words={values.tags}
        error={errorAt("tags")}
        onChange={(tags) => onChange({ tags })}
      />
      {visibility === "restricted" ? (
        <GrantedTeams
          own={team}
          granted={values.grantedTeams}
          error={errorAt("grantedTeams")}
          onChange={(grantedTeams) => onChange({ grantedTeams })}
        />
      ) : null}
    </>
  );
}

interface GrantedTeamsProps {
  own: string;
  granted: string[];
  error: string | undefined;
  onChange: (granted: string[]) => void;
}

/** The teams that find a restricted API. */
function GrantedTeams({ own, granted, error, onChange }: GrantedTeamsProps) {
  const teams = useQuery(teamChoicesQuery);
  const others = (teams.data?.items ?? []).filter(({ slug }) => slug !== own);
  return (
    <fieldset className="flex flex-col gap-1 sm:col-span-2">
      <legend className="pb-1 text-sm font-medium">Teams that find it</legend>
      <div className="grid max-h-56 gap-1 overflow-y-auto rounded-md border p-2 sm:grid-cols-2">
        {others.length === 0 ? <p className="text-sm text-text-muted">There is no other team.</p> : null}
        {others.map(({ slug, name }) => (
          <Checkbox
            key={slug}
            label={name}
            checked={granted.includes(slug)}
            onChange={({ target }) =>
              onChange(target.checked ? [...granted, slug] : granted.filter((one) => one !== slug))
            }
          />
        ))}
      </div>
      {error ? <p className="text-sm text-danger">{error}</p> : null}
    </fieldset>
  );
}
