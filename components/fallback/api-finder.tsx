"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { apiQuery } from "@/components/apis/queries.ts";
import type { VersionRef } from "@/components/publishing/queries.ts";
import { useDebounced } from "@/components/shell/use-debounced.ts";
import { Field } from "@/components/ui/field.tsx";
import { Input } from "@/components/ui/input.tsx";
import { Select } from "@/components/ui/select.tsx";
import { apiSearchQuery } from "./queries.ts";

interface ApiFinderProps {
  /** `slug` is empty while none is chosen. */
  chosen: VersionRef;
  onChoose: (ref: VersionRef) => void;
}

const TYPING_MS = 200;

/** A search of the catalogue, and the versions of the API that was chosen. */
export function ApiFinder({ chosen, onChoose }: ApiFinderProps) {
  const [typed, setTyped] = useState("");
  const q = useDebounced(typed.trim(), TYPING_MS);
  const found = useQuery({ ...apiSearchQuery(q), enabled: q !== "", placeholderData: keepPreviousData });
  const items = q === "" ? [] : (found.data?.items.filter((item) => item.defaultVersion) ?? []);
  return (
    <>
      <Field label="Search the catalogue">
        <Input
          type="search"
          value={typed}
          maxLength={200}
          placeholder="Name, slug or operation"
          onChange={(event) => setTyped(event.target.value)}
        />
      </Field>
      {q !== "" && found.data && items.length === 0 ? (
        <p className="text-sm text-text-muted">No API that you can see matches.</p>
      ) : null}
      <ul aria-label="APIs found" className="flex flex-col empty:hidden">
        {items.map((item) => (
          <li key={item.slug}>
            <button
              type="button"
              onClick={() => {
                onChoose({ slug: item.slug, version: item.defaultVersion?.name ?? "" });
                setTyped("");
              }}
              className="flex w-full min-w-0 flex-col rounded-md px-2 py-1.5 text-left hover:bg-surface-sunken"
            >
              <span className="truncate text-sm font-medium">{item.name}</span>
              <span className="truncate text-xs text-text-muted">
                <span className="font-mono">{item.slug}</span> · {item.team.name}
                {item.liveIn.length > 0 ? ` · live in ${item.liveIn.join(", ")}` : " · not published"}
              </span>
            </button>
          </li>
        ))}
      </ul>
      {chosen.slug === "" ? null : <VersionField chosen={chosen} onChoose={onChoose} />}
    </>
  );
}

function VersionField({ chosen, onChoose }: ApiFinderProps) {
  const { data } = useQuery({ ...apiQuery(chosen.slug), retry: false });
  if (!data) return null;
  const names = data.versions.map((version) => version.name);
  return (
    <Field label={`Version of ${data.name}`}>
      <Select
        value={chosen.version}
        onChange={(event) => onChoose({ slug: chosen.slug, version: event.target.value })}
      >
        {names.includes(chosen.version) ? null : <option value={chosen.version}>{chosen.version}</option>}
        {data.versions.map(({ name, liveIn }) => (
          <option key={name} value={name}>
            {liveIn.length > 0 ? `${name} (${liveIn.join(", ")})` : `${name} (not published)`}
          </option>
        ))}
      </Select>
    </Field>
  );
}
