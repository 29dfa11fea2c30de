"use client";

import { Field } from "@/components/ui/field.tsx";
import { Input } from "@/components/ui/input.tsx";
import type { Visibility } from "#lib/catalogue/schema";
import { GrantedTeams } from "./granted-teams.tsx";
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
  /** The names of teams that it is shown to already. */
  granted: readonly { slug: string; name: string }[];
  errorAt: (field: keyof SortingValues) => string | undefined;
  onChange: (changes: Partial<SortingValues>) => void;
}

/** By what the catalogue sorts an API: its domain, its tags, and who sees it while it is restricted. */
export function SortingFields({ values, visibility, team, granted, errorAt, onChange }: SortingFieldsProps) {
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
          known={granted}
          error={errorAt("grantedTeams")}
          onChange={(grantedTeams) => onChange({ grantedTeams })}
        />
      ) : null}
    </>
  );
}
