import { Field } from "@/components/ui/field.tsx";
import { Input } from "@/components/ui/input.tsx";
import { issueAt } from "@/components/ui/issue-at.ts";
import { Textarea } from "@/components/ui/textarea.tsx";
import type { ApiDetail } from "#lib/catalogue/schema";
import type { Entry } from "./entry.ts";
import { SortingFields } from "./sorting-fields.tsx";
import { TierField } from "./tier-field.tsx";
import { VisibilityField } from "./visibility-field.tsx";

interface EntryFieldsProps {
  api: ApiDetail;
  entry: Entry;
  error: Error | null;
  onChange: (changes: Partial<Entry>) => void;
}

/** The facts of a catalogue entry. */
export function EntryFields({ api, entry, error, onChange }: EntryFieldsProps) {
  const errorAt = (field: keyof Entry) => issueAt(error, field);
  return (
    <>
      <Field label="Name" error={errorAt("name")}>
        <Input
          value={entry.name}
          maxLength={120}
          onChange={(event) => onChange({ name: event.target.value })}
        />
      </Field>
      <Field label="Summary" optional hint="One sentence for the catalogue." error={errorAt("summary")}>
        <Textarea
          rows={3}
          value={entry.summary}
          maxLength={500}
          onChange={(event) => onChange({ summary: event.target.value })}
        />
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <TierField tier={entry.tier} error={errorAt("tier")} onChange={(tier) => onChange({ tier })} />
        <VisibilityField
          visibility={entry.visibility}
          error={errorAt("visibility")}
          onChange={(visibility) => onChange({ visibility })}
        />
        <SortingFields
          values={entry}
          visibility={entry.visibility}
          team={api.team.slug}
          granted={api.grantedTeams}
          errorAt={errorAt}
          onChange={onChange}
        />
      </div>
      <Field
        label="Alert when served from fallback for more than (minutes)"
        optional
        hint="Empty: the organisation's default. 0: at once."
        error={errorAt("fallbackAlertMinutes")}
      >
        <Input
          type="number"
          inputMode="numeric"
          min={0}
          max={10_080}
          className="w-32"
          value={entry.fallbackAlertMinutes ?? ""}
          onChange={({ target: { value } }) =>
            onChange({ fallbackAlertMinutes: value === "" ? null : Number(value) })
          }
        />
      </Field>
    </>
  );
}
