"use client";

import { Field } from "@/components/ui/field.tsx";
import { Input } from "@/components/ui/input.tsx";

interface TimeFieldProps {
  /** ISO 8601. */
  value: string;
  /** Nothing: it was emptied. */
  onChange: (value: string | undefined) => void;
  error?: string | undefined;
}

/** A time in the reader's own zone. */
export function TimeField({ value, onChange, error }: TimeFieldProps) {
  return (
    <Field label="At (your time)" error={error}>
      <Input
        type="datetime-local"
        value={localOf(value)}
        onChange={({ target }) =>
          onChange(target.value === "" ? undefined : new Date(target.value).toISOString())
        }
      />
    </Field>
  );
}

export function inAnHour(): string {
  return new Date(Math.ceil(Date.now() / 60_000 + 60) * 60_000).toISOString();
}

/** As `datetime-local` wants it: without a zone, in the reader's own. */
function localOf(iso: string): string {
  const at = new Date(iso);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
