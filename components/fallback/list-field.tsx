"use client";

import { useState } from "react";
import { Field } from "@/components/ui/field.tsx";
import { Input } from "@/components/ui/input.tsx";

interface ListFieldProps<T> {
  label: string;
  value: readonly T[] | undefined;
  onChange: (value: T[] | undefined) => void;
  format: (value: readonly T[]) => string;
  /** Undefined when the text is not such a list. */
  parse: (text: string) => T[] | undefined;
  /** What is wrong when `parse` refuses. */
  refusal: string;
  placeholder?: string;
  hint?: string;
  error?: string | undefined;
  /** An empty list is meaningful (none), not the default. */
  keepEmpty?: boolean;
}

/** A comma-separated list. What cannot be read stays in the field with its error. */
export function ListField<T>(props: ListFieldProps<T>) {
  const { label, value, onChange, format, parse, refusal, placeholder, hint, error, keepEmpty } = props;
  const [text, setText] = useState<string>();
  const shown = text ?? (value ? format(value) : "");
  const parsed = parse(shown);

  function onType(typed: string) {
    setText(typed);
    const list = parse(typed);
    if (list === undefined) return;
    onChange(list.length === 0 && !keepEmpty ? undefined : list);
  }

  return (
    <Field label={label} hint={hint} error={parsed === undefined ? refusal : error}>
      <Input
        mono
        value={shown}
        placeholder={placeholder}
        onChange={(event) => onType(event.target.value)}
        onBlur={() => (parsed === undefined ? undefined : setText(undefined))}
      />
    </Field>
  );
}
