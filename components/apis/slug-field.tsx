"use client";

import { useQuery } from "@tanstack/react-query";
import { useDebounced } from "@/components/shell/use-debounced.ts";
import { Field } from "@/components/ui/field.tsx";
import { Input } from "@/components/ui/input.tsx";
import { Slug } from "#lib/ids/schema";
import { slugTakenQuery } from "./queries.ts";

interface SlugFieldProps {
  slug: string;
  error: string | undefined;
  onChange: (slug: string) => void;
}

/** The API's name in addresses, checked while it is typed. */
export function SlugField({ slug, error, onChange }: SlugFieldProps) {
  const rested = useDebounced(slug, 250);
  const parsed = Slug.safeParse(rested);
  const taken = useQuery({ ...slugTakenQuery(rested), enabled: parsed.success });
  const isChecked = rested === slug && slug !== "";
  const found =
    isChecked && !parsed.success
      ? parsed.error.issues[0]?.message
      : isChecked && taken.data === true
        ? `The slug ${slug} is taken. Choose another.`
        : undefined;
  return (
    <Field
      label="Slug"
      error={found ?? (isChecked && taken.data === false ? undefined : error)}
      hint={
        isChecked && taken.data === false ? (
          <span className="text-ok">{`${slug} is free.`}</span>
        ) : (
          "Its name in addresses. It stays as it is."
        )
      }
    >
      <Input
        mono
        autoComplete="off"
        spellCheck={false}
        maxLength={63}
        value={slug}
        onChange={(event) => onChange(event.target.value)}
      />
    </Field>
  );
}
