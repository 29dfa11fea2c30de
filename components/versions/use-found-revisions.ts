"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { foundRevisionsQuery } from "@/components/publishing/queries.ts";
import { useDebounced } from "@/components/shell/use-debounced.ts";
import type { RevisionSummary } from "#lib/publishing/schema";
import type { LifeRef } from "./queries.ts";

const TYPING_MS = 200;

/** The newest revisions of a version, and how many there are. */
export interface NewestRevisions {
  items: RevisionSummary[];
  total: number;
}

/** What a field says that finds one of more revisions than are listed. */
export interface RevisionSearch {
  text: string;
  onType: (text: string) => void;
  /** How many there are. */
  total: number;
  hasFoundNone: boolean;
}

/** The revisions to choose from: the newest, or those that were searched for. Without a search where the newest are all. */
export function useFoundRevisions(
  at: LifeRef,
  newest: NewestRevisions,
): { revisions: RevisionSummary[]; search: RevisionSearch | undefined } {
  const [text, setText] = useState("");
  const q = useDebounced(text.trim(), TYPING_MS);
  const { data } = useQuery({ ...foundRevisionsQuery(at, q), enabled: q !== "" });
  if (newest.total <= newest.items.length) return { revisions: newest.items, search: undefined };
  const search = {
    text,
    onType: setText,
    total: newest.total,
    hasFoundNone: q !== "" && data?.total === 0,
  };
  return { revisions: q === "" ? newest.items : (data?.items ?? []), search };
}
