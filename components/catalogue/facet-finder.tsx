"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { useDebounced } from "@/components/shell/use-debounced.ts";
import { Button } from "@/components/ui/button.tsx";
import { Input } from "@/components/ui/input.tsx";
import type { ApiQuery, Facet, FacetValue } from "#lib/catalogue/schema";
import { facetValuesQuery } from "./queries.ts";

const TYPING_MS = 200;

interface FacetFinderProps {
  facet: Facet;
  label: string;
  query: ApiQuery;
  /** How many values there are. */
  total: number;
  row: (value: FacetValue) => ReactNode;
}

/** Values of a facet that has more than are sent with the list: found by name, a page at a time. */
export function FacetFinder({ facet, label, query, total, row }: FacetFinderProps) {
  const [typed, setTyped] = useState("");
  const [page, setPage] = useState(1);
  const name = useDebounced(typed.trim(), TYPING_MS);
  const { data } = useQuery({
    ...facetValuesQuery(facet, query, { name, page }),
    placeholderData: keepPreviousData,
  });
  const pages = data ? Math.ceil(data.total / data.size) : 1;
  return (
    <div className="flex min-w-0 flex-col gap-1 pt-1">
      <Input
        type="search"
        aria-label={`Find among all values of ${label}`}
        placeholder={`Find one of ${total}`}
        value={typed}
        maxLength={100}
        onChange={(event) => {
          setTyped(event.target.value);
          setPage(1);
        }}
      />
      <p role="status" className="text-xs text-text-muted">
        {data
          ? `${data.total} ${data.total === 1 ? "value" : "values"}, page ${page} of ${Math.max(1, pages)}`
          : "…"}
      </p>
      <div className="flex min-w-0 flex-col">{data?.items.map(row)}</div>
      {pages > 1 ? (
        <div className="flex gap-2">
          <Button size="sm" variant="ghost" disabled={page <= 1} onClick={() => setPage(page - 1)}>
            Previous
          </Button>
          <Button size="sm" variant="ghost" disabled={page >= pages} onClick={() => setPage(page + 1)}>
            Next
          </Button>
        </div>
      ) : null}
    </div>
  );
}
