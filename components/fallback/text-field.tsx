"use client";

import { useState } from "react";
import { Field } from "@/components/ui/field.tsx";
import { Input } from "@/components/ui/input.tsx";
import { Textarea } from "@/components/ui/textarea.tsx";
import { shownText } from "./optional-field.ts";

interface TextFieldProps {
  label: string;
  hint: string | undefined;
  error: string | undefined;
  /** More than one: a text that is kept as it is, spaces at its ends and all. */
  lines: number | undefined;
  placeholder: string | undefined;
  value: string;
  /** Undefined when the field was cleared. */
  onChange: (value: string | undefined) => void;
}

/** A text. Of one line, spaces around it are not kept; while one types they stay, for a word may follow. */
export function TextField({ label, hint, error, lines, placeholder, value, onChange }: TextFieldProps) {
  const [typed, setTyped] = useState<string>();
  return (
    <Field label={label} hint={hint} error={error}>
      {lines ? (
        <Textarea
          mono
          rows={lines}
          spellCheck={false}
          autoComplete="off"
          value={value}
          onChange={(event) => onChange(event.target.value || undefined)}
        />
      ) : (
        <Input
          mono
          value={shownText(typed, value)}
          placeholder={placeholder}
          onChange={(event) => {
            setTyped(event.target.value);
            onChange(event.target.value.trim() || undefined);
          }}
          onBlur={() => setTyped(undefined)}
        />
      )}
    </Field>
  );
}
