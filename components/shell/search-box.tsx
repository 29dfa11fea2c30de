"use client";
"use no memo"; // its script counts, and rendering it again costs little

import { Search } from "lucide-react";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { useDebounced } from "./use-debounced.ts";
import { Input } from "@/components/ui/input.tsx";
import { Spinner } from "@/components/ui/spinner.tsx";

const REST_MS = 150;

interface SearchBoxProps {
  /** What the URL says. */
  q: string;
  isSearching: boolean;
  /** What is searched; the box has no visible label. */
  label: string;
  placeholder: string;
  onSearch: (q: string) => void;
}

/** What is typed shows at once; the URL and the list follow when the typing rests. */
export function SearchBox({ q, isSearching, label, placeholder, onSearch }: SearchBoxProps) {
  const [typed, setTyped] = useState(q);
  const [seen, setSeen] = useState(q);
  /** Searches of this box that the URL does not say yet: it comes behind somebody who types on. */
  const [asked, setAsked] = useState<readonly string[]>([]);
  const rested = useDebounced(typed, REST_MS);
  const Icon = isSearching ? Spinner : Search;

  if (q !== seen) {
    setSeen(q);
    const own = asked.indexOf(q);
    setAsked(own < 0 ? [] : asked.slice(own + 1));
    // The URL was changed elsewhere (Back, "clear"): the box follows it.
    if (own < 0 && q !== typed.trim()) setTyped(q);
  }

  const search = useEffectEvent((text: string) => {
    if (text.trim() === q || text !== typed) return;
    setAsked((before) => [...before, text.trim()]);
    onSearch(text.trim());
  });
  // What was typed before the page came alive is in the element only.
  const input = useRef<HTMLInputElement>(null);
  const takeOver = useEffectEvent(() => {
    const early = input.current?.value ?? q;
    if (early !== typed) setTyped(early);
  });
  useEffect(() => takeOver(), []);

  // The URL is outside React. Also what is typed again before its clearing has rested is searched for.
  // oxlint-disable-next-line react/set-state-in-effect -- the next effect must know what was asked of the URL, or its answer would overwrite what is being typed
  useEffect(() => search(rested), [rested, typed]);

  return (
    <div className="relative min-w-0 flex-1">
      <span className="pointer-events-none absolute inset-y-0 left-2.5 flex items-center text-text-muted">
        <Icon aria-hidden className="size-4" />
      </span>
      <Input
        ref={input}
        type="search"
        aria-label={label}
        placeholder={placeholder}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        autoComplete="off"
        spellCheck={false}
        maxLength={200}
        className="pl-8"
      />
    </div>
  );
}
