"use client";
"use no memo"; // its script counts, and rendering it again costs little

import { usePathname } from "next/navigation";
import type { Route } from "next";
import { cn } from "./cn.ts";
import { Link } from "./link.tsx";

export interface TabLink {
  href: Route;
  label: string;
  count?: number;
  /** Current only when the path is exactly this one. */
  exact?: boolean;
  /** Its own pages, where it has several: shown below while one of them is looked at. */
  parts?: Omit<TabLink, "parts">[];
}

const pathOf = (href: string) => href.split("?")[0] ?? href;

/** The link whose path the current one starts with; the longest of several. */
function currentOf<T extends TabLink>(items: readonly T[], path: string): T | undefined {
  return items
    .filter(({ href, exact }) => path === pathOf(href) || (!exact && path.startsWith(`${pathOf(href)}/`)))
    .toSorted((a, b) => pathOf(b.href).length - pathOf(a.href).length)[0];
}

/** Tabs that are links: each has its URL. */
export function Tabs({ label, items }: { label: string; items: TabLink[] }) {
  const path = usePathname();
  const current =
    items.find(({ parts = [] }) => currentOf(parts, path) !== undefined) ?? currentOf(items, path);
  return (
    <nav aria-label={label} className="flex flex-col gap-3">
      <ul className="flex gap-1 overflow-x-auto border-b [scrollbar-width:none]">
        {items.map((item) => (
          <li key={item.href} ref={item === current ? intoSight : undefined}>
            <Link
              href={item.href}
              aria-current={item !== current ? undefined : path === pathOf(item.href) ? "page" : true}
              className={cn(
                "flex h-9 items-center gap-1.5 border-b-2 border-transparent px-2.5 text-sm whitespace-nowrap text-text-muted -outline-offset-2 touch-target hover:text-text",
                item === current && "border-accent font-medium text-text",
              )}
            >
              {item.label}
              {item.count === undefined ? null : <Count count={item.count} />}
            </Link>
          </li>
        ))}
      </ul>
      {current?.parts ? <Parts of={current.label} parts={current.parts} path={path} /> : null}
    </nav>
  );
}

function Parts({ of, parts, path }: { of: string; parts: TabLink[]; path: string }) {
  const current = currentOf(parts, path);
  return (
    <ul aria-label={of} className="flex gap-1 overflow-x-auto [scrollbar-width:none]">
      {parts.map((part) => (
        <li key={part.href}>
          <Link
            href={part.href}
            aria-current={part === current ? "page" : undefined}
            className={cn(
              "flex h-7 items-center rounded-md px-2.5 text-sm whitespace-nowrap text-text-muted -outline-offset-2 touch-target hover:text-text",
              part === current && "bg-surface-sunken font-medium text-text",
            )}
          >
            {part.label}
          </Link>
        </li>
      ))}
    </ul>
  );
}

/** On a narrow screen the current one may lie outside. */
function intoSight(tab: HTMLElement | null): void {
  tab?.scrollIntoView({ block: "nearest", inline: "center" });
}

function Count({ count }: { count: number }) {
  return (
    <span className="rounded-sm bg-surface-sunken px-1 text-xs font-normal text-text-muted tabular-nums">
      {count}
    </span>
  );
}
