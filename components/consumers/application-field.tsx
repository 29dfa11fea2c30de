"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useDebounced } from "@/components/shell/use-debounced.ts";
import { Field } from "@/components/ui/field.tsx";
import { Input } from "@/components/ui/input.tsx";
import { Select } from "@/components/ui/select.tsx";
import type { ApplicationSummary } from "#lib/consumers/schema";
import type { Page } from "#lib/paging/schema";
import { applicationsQuery } from "./queries.ts";

const TYPING_MS = 200;

/** Which application subscribes: one of those this person may act for. A long list can be searched by name. */
export function ApplicationField({ first }: { first: Page<ApplicationSummary> }) {
  const [typed, setTyped] = useState("");
  const q = useDebounced(typed.trim(), TYPING_MS);
  const query = { page: 1, size: 100, sort: "name", dir: "asc", q, mine: false, acting: true } as const;
  const { data = first } = useQuery({
    ...applicationsQuery(query),
    enabled: q !== "",
    placeholderData: keepPreviousData,
  });
  const { items } = q === "" ? first : data;
  return (
    <div className="flex flex-col gap-2">
      <Field
        label="Application"
        hint={items.length === 0 ? "None that you may act for has such a name." : undefined}
      >
        <Select name="application" required>
          {items.map(({ slug, name, team }) => (
            <option key={slug} value={slug}>
              {`${name} (${team.name})`}
            </option>
          ))}
        </Select>
      </Field>
      {first.total > first.items.length ? (
        <Input
          type="search"
          aria-label="Find an application"
          placeholder="Find an application"
          value={typed}
          maxLength={200}
          onChange={(event) => setTyped(event.target.value)}
        />
      ) : null}
    </div>
  );
}
