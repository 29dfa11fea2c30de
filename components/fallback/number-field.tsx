"use client";

import { useState } from "react";
import { Field } from "@/components/ui/field.tsx";
import { formatBytes } from "@/components/ui/format-bytes.ts";
import { formatDuration } from "@/components/ui/format-duration.ts";
import { Input } from "@/components/ui/input.tsx";
import type { Unit } from "./field-spec.ts";
import { parseAmount } from "./parse-amount.ts";

interface NumberFieldProps {
  label: string;
  value: number | undefined;
  /** Undefined when the field was cleared: the default applies. */
  onChange: (value: number | undefined) => void;
  /** What applies while the field is empty. */
  defaultValue?: number | undefined;
  /** What an empty field means where there is no default: "no limit". */
  absent?: string | undefined;
  unit?: Unit | undefined;
  fraction?: boolean | undefined;
  hint?: string | undefined;
  error?: string | undefined;
  required?: boolean | undefined;
  hideLabel?: boolean;
}

const UNIT_WORD = { ms: "ms", bytes: "bytes", s: "s", "%": "%" } as const;

/**
 * A number that may be absent. Durations may be typed with a unit ("4 s"). Text that is no number stays in the field with
 * its error; the policy keeps the last good value.
 */
export function NumberField(props: NumberFieldProps) {
  const { label, value, onChange, defaultValue, absent, unit, fraction, hint, error, required, hideLabel } =
    props;
  const [text, setText] = useState<string>();
  const typed = text === undefined ? undefined : parseAmount(text, { unit, fraction });
  const malformed = typed === null || (required === true && text === "");
  // What was typed stays as it was typed, for as long as it says what the policy says.
  const shown =
    text !== undefined && (malformed || typed === value) ? text : value === undefined ? "" : String(value);

  function onType(next: string) {
    setText(next);
    const amount = parseAmount(next, { unit, fraction });
    if (amount !== null && (amount !== undefined || required !== true)) onChange(amount);
  }

  return (
    <Field
      label={unit ? `${label} (${UNIT_WORD[unit]})` : label}
      error={malformed ? wanted(unit, fraction) : error}
      hint={hint}
      hideLabel={hideLabel ?? false}
    >
      <span className="relative flex">
        <Input
          inputMode={fraction ? "decimal" : "numeric"}
          value={shown}
          placeholder={placeholderOf(defaultValue, absent, unit)}
          className="tabular-nums"
          onChange={(event) => onType(event.target.value)}
          onBlur={() => (malformed ? undefined : setText(undefined))}
        />
        <span
          aria-hidden
          className="pointer-events-none absolute inset-y-0 right-2.5 flex items-center text-xs text-text-muted"
        >
          {malformed || value === undefined ? "" : readable(value, unit)}
        </span>
      </span>
    </Field>
  );
}

function wanted(unit: Unit | undefined, fraction: boolean | undefined): string {
  if (unit === "ms") return "Milliseconds, or a duration such as 4 s.";
  return fraction ? "A number." : "A whole number.";
}

function placeholderOf(
  value: number | undefined,
  absent: string | undefined,
  unit: Unit | undefined,
): string {
  if (value === undefined) return absent ?? "";
  if (unit === "ms") return `default ${formatDuration(value)}`;
  if (unit === "bytes") return `default ${formatBytes(value)}`;
  return `default ${value}${unit === undefined ? "" : ` ${unit}`}`;
}

/** The same amount in a unit that is easier to read, where there is one. */
function readable(value: number, unit: Unit | undefined): string {
  if (unit === "ms" && value >= 1000) return formatDuration(value);
  if (unit === "s" && value >= 60) return formatDuration(value * 1000);
  if (unit === "bytes" && value >= 1000) return formatBytes(value);
  return "";
}
