"use client";

import { useState } from "react";
import { Field } from "@/components/ui/field.tsx";
import { Input } from "@/components/ui/input.tsx";

interface ListFieldProps<T> {
  label: string;
  value: T[] | undefined;
  onChange: (value: T[] | undefined) => void;
  format: (value: T[]) => string;
  /** Undefined when the text is no such list. */
  parse: (text: string) => T[] | undefined;
  /** Shown when `parse` fails. */
  refusal: string;
  placeholder?: string | undefined;
  hint?: string | undefined;
  error?: string | undefined;
  /** An empty list is a value of its own (none), not the default. */
  keepEmpty?: boolean | undefined;
}

/** A comma-separated list. What cannot be read stays in the field with its error. */
export function ListField<T>(props: ListFieldProps<T>) {
  const { label, value, onChange, format, parse, refusal, placeholder, hint, error, keepEmpty } = props;
  const [text, setText] = useState<string>();
  const written = value ? format(value) : "";
  const parsed = text === undefined ? undefined : parse(text);
  const malformed = text !== undefined && parsed === undefined;
  const shown = text !== undefined && (malformed || format(parsed ?? []) === written) ? text : written;

  function onType(typed: string) {
    setText(typed);
    const list = parse(typed);
    if (list !== undefined) onChange(list.length === 0 && !keepEmpty ? undefined : list);
  }

  return (
    <Field label={label} hint={hint} error={malformed ? refusal : error}>
      <Input
        mono
        value={shown}
        placeholder={value?.length === 0 && keepEmpty ? "none" : placeholder}
        onChange={(event) => onType(event.target.value)}
        onBlur={() => (malformed ? undefined : setText(undefined))}
      />
    </Field>
  );
}
