"use client";

import { Search } from "lucide-react";
import { useRouter } from "next/navigation";
import type { Route } from "next";
import { Field } from "@/components/ui/field.tsx";
import { Form } from "@/components/ui/form.tsx";
import { Input } from "@/components/ui/input.tsx";
import { Button } from "@/components/ui/button.tsx";
import { textOf } from "@/components/ui/text-of.ts";

interface SearchFieldProps {
  label: string;
  /** What the URL searches for now. */
  q: string;
  href: (q: string) => Route;
}

/** Puts the search into the URL; the first page of what is found follows. */
export function SearchField({ label, q, href }: SearchFieldProps) {
  const router = useRouter();
  return (
    <Form
      key={q}
      role="search"
      className="flex min-w-0 items-center gap-2 max-sm:w-full"
      onSubmit={(form) => router.push(href(textOf(form, "q")))}
    >
      <Field label={label} hideLabel className="w-56 max-sm:flex-1">
        <Input name="q" type="search" defaultValue={q} placeholder={label} maxLength={200} />
      </Field>
      <Button type="submit" aria-label="Search">
        <Search aria-hidden />
      </Button>
    </Form>
  );
}
