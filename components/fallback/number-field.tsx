"use client";

import { useState } from "react";
import { Field } from "@/components/ui/field.tsx";
import { formatDuration } from "@/components/ui/format-duration.ts";
import { Input } from "@/components/ui/input.tsx";

interface NumberFieldProps {
  label: string;
  value: number | undefined;
  /** Undefined when the field was cleared: the default applies. */
  onChange: (value: number | undefined) => void;
  /** What applies while the field is empty. */
  defaultValue?: number;
  unit?: "ms" | "bytes" | "s" | "%";
  hint?: string;
  error?: string | undefined;
  required?: boolean;
}

const DIGITS = /^\d{1,10}$/;

/** A whole number that may be absent. Text that is no number stays in the field with its error; the policy keeps the last good value. */
export function NumberField({
  label,
  value,
  onChange,
  defaultValue,
  unit,
  hint,
  error,
  required,
}: NumberFieldProps) {
  const [text, setText] = useState<string>();
  const shown = text ?? (value === undefined ? "" : String(value));
  const malformed = text !== undefined && text !== "" && !DIGITS.test(text);

  function onType(typed: string) {
    setText(typed);
    if (typed === "" && required !== true) onChange(undefined);
    else if (DIGITS.test(typed)) onChange(Number(typed));
  }

  return (
    <Field
      label={unit ? `${label} (${unit})` : label}
      error={malformed ? "A whole number." : error}
      hint={[defaultText(defaultValue, unit), hint].filter(Boolean).join(" ")}
    >
      <Input
        inputMode="numeric"
        value={shown}
        placeholder={defaultValue === undefined ? undefined : String(defaultValue)}
        onChange={(event) => onType(event.target.value.trim())}
        onBlur={() => (malformed ? undefined : setText(undefined))}
      />
    </Field>
  );
}

function defaultText(value: number | undefined, unit: NumberFieldProps["unit"]): string {
  if (value === undefined) return "";
  if (unit === "ms") return `Default ${formatDuration(value)}.`;
  return `Default ${value}${unit === undefined ? "" : ` ${unit}`}.`;
}
