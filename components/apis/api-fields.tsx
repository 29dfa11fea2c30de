"use client";

import { Field } from "@/components/ui/field.tsx";
import { Input } from "@/components/ui/input.tsx";
import { TeamField, type TeamChoices } from "@/components/teams/team-field.tsx";
import { Textarea } from "@/components/ui/textarea.tsx";
import type { Visibility } from "#lib/catalogue/schema";
import { SortingFields, type SortingValues } from "./sorting-fields.tsx";
import { SlugField } from "./slug-field.tsx";
import { TierField } from "./tier-field.tsx";
import { VisibilityField } from "./visibility-field.tsx";

export interface ApiValues extends SortingValues {
  name: string;
  slug: string;
  summary: string;
  version: string;
  team: string;
  tier: number;
  visibility: Visibility;
}

interface ApiFieldsProps {
  values: ApiValues;
  teams: TeamChoices;
  errorAt: (field: keyof ApiValues) => string | undefined;
  onChange: (changes: Partial<ApiValues>) => void;
}

/** The facts of a new catalogue entry. */
export function ApiFields({ values, teams, errorAt, onChange }: ApiFieldsProps) {
  return (
    <div className="grid gap-x-6 gap-y-4 sm:grid-cols-2">
      <Field label="Name" error={errorAt("name")}>
        <Input
          value={values.name}
          maxLength={120}
          onChange={(event) => onChange({ name: event.target.value })}
        />
      </Field>
      <SlugField slug={values.slug} error={errorAt("slug")} onChange={(slug) => onChange({ slug })} />
      <Field
        label="Summary"
        optional
        hint="One sentence for the catalogue."
        error={errorAt("summary")}
        className="sm:col-span-2"
      >
        <Textarea
          rows={2}
          value={values.summary}
          maxLength={500}
          onChange={(event) => onChange({ summary: event.target.value })}
        />
      </Field>
      <TeamField
        label="Owner team"
        hint="Its owners and maintainers may change and publish it."
        error={errorAt("team")}
        teams={teams}
        value={values.team}
        onChange={(team) => onChange({ team })}
      />
      <Field
        label="Version"
        hint="The name of this contract line, such as v1. It becomes part of its address."
        error={errorAt("version")}
      >
        <Input
          mono
          value={values.version}
          maxLength={32}
          placeholder="v1"
          onChange={(event) => onChange({ version: event.target.value })}
        />
      </Field>
      <TierField tier={values.tier} error={errorAt("tier")} onChange={(tier) => onChange({ tier })} />
      <VisibilityField
        visibility={values.visibility}
        error={errorAt("visibility")}
        onChange={(visibility) => onChange({ visibility })}
      />
      <SortingFields
        values={values}
        visibility={values.visibility}
        team={values.team}
        granted={[]}
        errorAt={errorAt}
        onChange={onChange}
      />
    </div>
  );
}
