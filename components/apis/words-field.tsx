"use client";

import { useState } from "react";
import { Field } from "@/components/ui/field.tsx";
import { Input } from "@/components/ui/input.tsx";
import { slugify } from "#lib/ids/schema";

interface WordsFieldProps {
  label: string;
  hint: string;
  words: string[];
  error: string | undefined;
  onChange: (words: string[]) => void;
}

/** Several words with commas between them, each written as the catalogue keeps it: `customer-facing`. */
export function WordsField({ label, hint, words, error, onChange }: WordsFieldProps) {
  const [typed, setTyped] = useState<string>();
  function take(text: string) {
    setTyped(text);
    onChange([...new Set(text.split(/[,\n]/).map(tagOf).filter(Boolean))]);
  }
  return (
    <Field label={label} optional hint={hint} error={error}>
      <Input
        value={typed ?? words.join(", ")}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => take(event.target.value)}
        onBlur={() => setTyped(undefined)}
      />
    </Field>
  );
}

/** A tag may begin with a digit, which a slug may not. */
export function tagOf(text: string): string {
  return slugify(`t-${text}`).replace(/^t-?/, "");
}
