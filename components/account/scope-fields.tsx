import { useId } from "react";
import { Select } from "@/components/ui/select.tsx";
import { AREAS, type Access, type Area, type Scope } from "#lib/access";

/** What a new token may do, by area; absent: nothing. */
export type Choices = Partial<Record<Area, Access>>;

// Cast: the keys of AREAS are its areas.
const NAMES = Object.keys(AREAS) as Area[];

export function scopesOf(choices: Choices): Scope[] {
  return NAMES.flatMap((area) => (choices[area] ? [`${area}:${choices[area]}` as const] : []));
}

interface ScopeFieldsProps {
  choices: Choices;
  onChange: (choices: Choices) => void;
  error?: string | undefined;
}

/** One choice for each area of the REST API. */
export function ScopeFields({ choices, onChange, error }: ScopeFieldsProps) {
  const id = useId();
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="pb-1 text-sm font-medium">What it may do</legend>
      <p className="text-xs text-text-muted">Never more than you may yourself when it is used.</p>
      {error ? <p className="text-sm text-danger">{error}</p> : null}
      {NAMES.map((area) => (
        <div key={area} className="flex items-center justify-between gap-3">
          <span className="min-w-0">
            <span className="block text-sm font-medium capitalize">{area}</span>
            <span id={`${id}-${area}`} className="block text-xs text-text-muted">
              {AREAS[area]}
            </span>
          </span>
          <Select
            className="w-36 shrink-0"
            aria-label={`Access to ${area}`}
            aria-describedby={`${id}-${area}`}
            value={choices[area] ?? ""}
            onChange={(event) => onChange({ ...choices, [area]: accessOf(event.target.value) })}
          >
            <option value="">Nothing</option>
            <option value="read">Read</option>
            <option value="write">Read and write</option>
          </Select>
        </div>
      ))}
    </fieldset>
  );
}

function accessOf(value: string): Access | undefined {
  return value === "read" || value === "write" ? value : undefined;
}
