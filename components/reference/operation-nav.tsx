"use client";

import { Search } from "lucide-react";
import { useDeferredValue, useEffect, useRef, type KeyboardEvent, type MouseEvent } from "react";
import { routes, type ApiView } from "@/components/shell/routes.ts";
import { cn } from "@/components/ui/cn.ts";
import { Input } from "@/components/ui/input.tsx";
import { useAlive } from "@/components/ui/use-alive.ts";
import type { ReferenceEntry, ReferenceGroup } from "#lib/openapi/schema";
import { countOf, firstOf, matching } from "./matching.ts";

interface OperationNavProps {
  slug: string;
  view: ApiView;
  groups: ReferenceGroup[];
  current: string | undefined;
  q: string;
  onSearch: (q: string) => void;
  onChoose: (key: string) => void;
}

/** More than a screen holds. */
const FIRST_ROWS = 40;

/**
 * All operations by tag, filtered as one types. The first come with the page, the others once it is alive, and rows out of
 * sight are not laid out: 600 cost its reader no more than 30.
 */
export function OperationNav({ slug, view, groups, current, q, onSearch, onChoose }: OperationNavProps) {
  const list = useRef<HTMLDivElement>(null);
  const found = matching(groups, useDeferredValue(q));
  const count = countOf(found);
  const isWhole = useAlive();
  useEffect(() => {
    if (isWhole && list.current) showCurrent(list.current);
  }, [isWhole]);

  function onKeyDown(event: KeyboardEvent) {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const links = [...(list.current?.querySelectorAll<HTMLElement>("a") ?? [])];
    const at = links.findIndex((link) => link === document.activeElement);
    const next = event.key === "ArrowDown" ? at + 1 : at - 1;
    const to = next < 0 ? undefined : links[next];
    if (!to) return;
    event.preventDefault();
    to.focus();
  }

  return (
    <nav aria-label="Operations" className="flex min-h-0 min-w-0 flex-col gap-2" onKeyDown={onKeyDown}>
      <div className="relative">
        <Search
          aria-hidden
          className="pointer-events-none absolute top-1/2 left-2.5 size-4 -translate-y-1/2 text-text-muted"
        />
        <Input
          type="search"
          aria-label="Search operations"
          placeholder="Path, summary or id…"
          value={q}
          onChange={(event) => onSearch(event.target.value)}
          autoComplete="off"
          spellCheck={false}
          maxLength={200}
          className="pl-8"
        />
      </div>
      <p role="status" className={q ? "text-xs text-text-muted" : "sr-only"}>
        {count === 0 ? "No operation matches." : `${count} ${count === 1 ? "operation" : "operations"}`}
      </p>
      <div ref={list} className="flex min-h-0 flex-col gap-3 overflow-y-auto">
        {(isWhole ? found : firstOf(found, FIRST_ROWS)).map((group) => (
          <section key={group.tag} aria-label={group.tag || "Without tag"} className="flex flex-col">
            <h2 className="px-2 py-1 text-xs font-semibold break-words text-text-muted">
              {group.tag || "Without tag"}
            </h2>
            <ul>
              {group.operations.map((entry) => (
                <Entry
                  key={entry.key}
                  entry={entry}
                  href={routes.reference(slug, { ...view, operation: entry.key })}
                  isCurrent={entry.key === current}
                  onChoose={onChoose}
                />
              ))}
            </ul>
          </section>
        ))}
      </div>
    </nav>
  );
}

/** Scrolls a list to where its reader is; the page itself stays. */
function showCurrent(list: HTMLElement): void {
  const current = list.querySelector('[aria-current="page"]');
  if (!current) return;
  const [outer, inner] = [list.getBoundingClientRect(), current.getBoundingClientRect()];
  if (inner.top >= outer.top && inner.bottom <= outer.bottom) return;
  list.scrollTop += inner.top - outer.top - (outer.height - inner.height) / 2;
}

interface EntryProps {
  entry: ReferenceEntry;
  href: string;
  isCurrent: boolean;
  onChoose: (key: string) => void;
}

const METHOD_COLOURS: Record<string, string> = {
  GET: "text-info",
  HEAD: "text-info",
  POST: "text-ok",
  PUT: "text-warn",
  PATCH: "text-warn",
  DELETE: "text-danger",
};

function Entry({ entry, href, isCurrent, onChoose }: EntryProps) {
  function onClick(event: MouseEvent) {
    // A new tab, a download: the browser's own business.
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    onChoose(entry.key);
  }
  return (
    <li className="[contain-intrinsic-size:auto_2.75rem] [content-visibility:auto]">
      <a
        href={href}
        onClick={onClick}
        aria-current={isCurrent ? "page" : undefined}
        className={cn(
          "flex min-w-0 items-baseline gap-2 rounded-md px-2 py-1.5 text-sm -outline-offset-2 touch-target hover:bg-surface-sunken",
          isCurrent && "bg-accent-soft font-medium",
        )}
      >
        <span
          className={cn(
            "w-12 shrink-0 font-mono text-[0.6875rem] font-semibold",
            METHOD_COLOURS[entry.method] ?? "text-text-muted",
          )}
        >
          {entry.method === "DELETE" ? "DEL" : entry.method}
        </span>
        <span className="flex min-w-0 flex-col">
          <span className={cn("truncate", entry.deprecated && "line-through")}>
            {entry.summary || entry.path}
          </span>
          {entry.summary ? (
            <span className="truncate font-mono text-xs font-normal text-text-muted">{entry.path}</span>
          ) : null}
        </span>
        {entry.deprecated ? <span className="sr-only">deprecated</span> : null}
      </a>
    </li>
  );
}
