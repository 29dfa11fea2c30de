"use client";

import { Field } from "@/components/ui/field.tsx";
import { Select } from "@/components/ui/select.tsx";
import type { Visibility } from "#lib/catalogue/schema";
import { VISIBILITY_CHOICES, VISIBILITY_WORDS } from "./visibility-words.ts";

interface VisibilityFieldProps {
  visibility: Visibility;
  error: string | undefined;
  onChange: (visibility: Visibility) => void;
}

/** Who finds an API in the catalogue. */
export function VisibilityField({ visibility, error, onChange }: VisibilityFieldProps) {
  return (
    <Field label="Visibility" hint={VISIBILITY_WORDS[visibility].meaning} error={error}>
      <Select
        value={visibility}
        onChange={(event) =>
          onChange(VISIBILITY_CHOICES.find((one) => one === event.target.value) ?? visibility)
        }
      >
        {VISIBILITY_CHOICES.map((one) => (
          <option key={one} value={one}>
            {VISIBILITY_WORDS[one].word}
          </option>
        ))}
      </Select>
    </Field>
  );
}
