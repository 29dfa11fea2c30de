"use client";

import { useState } from "react";
import { Field } from "@/components/ui/field.tsx";
import { Textarea } from "@/components/ui/textarea.tsx";
import { formatHeaders, parseHeaders } from "./optional-field.ts";

interface HeadersFieldProps {
  label: string;
  hint?: string | undefined;
  value: Record<string, string> | undefined;
  onChange: (value: Record<string, string> | undefined) => void;
  error?: string | undefined;
}

/** Headers, one `Name: value` a line. */
export function HeadersField({ label, hint, value, onChange, error }: HeadersFieldProps) {
  const [text, setText] = useState<string>();
  const written = formatHeaders(value ?? {});
  const parsed = text === undefined ? undefined : parseHeaders(text);
  const malformed = text !== undefined && parsed === undefined;
  const shown = text !== undefined && (malformed || formatHeaders(parsed ?? {}) === written) ? text : written;
  return (
    <Field label={label} hint={hint} error={malformed ? "Each line is Name: value." : error}>
      <Textarea
        mono
        rows={3}
        value={shown}
        placeholder="X-Tenant: retail"
        onChange={(event) => {
          setText(event.target.value);
          const headers = parseHeaders(event.target.value);
          if (headers) onChange(Object.keys(headers).length === 0 ? undefined : headers);
        }}
        onBlur={() => (malformed ? undefined : setText(undefined))}
      />
    </Field>
  );
}
