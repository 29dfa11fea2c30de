"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import type { Route } from "next";
import { cn } from "./cn.ts";

export interface TabLink {
  href: Route;
  label: string;
  count?: number;
  /** Current only when the path is exactly this one. */
  exact?: boolean;
}

const pathOf = (href: string) => href.split("?")[0] ?? href;

/** Tabs that are links: each has its URL. The longest href that the current path starts with is the current one. */
export function Tabs({ label, items }: { label: string; items: TabLink[] }) {
  const path = usePathname();
  const current = items
    .filter(({ href, exact }) => path === pathOf(href) || (!exact && path.startsWith(`${pathOf(href)}/`)))
    .toSorted((a, b) => pathOf(b.href).length - pathOf(a.href).length)[0];
  return (
    <nav aria-label={label} className="overflow-x-auto border-b [scrollbar-width:none]">
      <ul className="flex gap-1">
        {items.map((item) => (
          <li key={item.href}>
            <Link
              href={item.href}
              aria-current={item === current ? "page" : undefined}
              className={cn(
                "flex h-9 items-center gap-1.5 border-b-2 border-transparent px-2.5 text-sm whitespace-nowrap text-text-muted -outline-offset-2 touch-target hover:text-text",
                item === current && "border-accent font-medium text-text",
              )}
            >
              {item.label}
              {item.count === undefined ? null : (
                <span className="rounded-sm bg-surface-sunken px-1 text-xs font-normal text-text-muted tabular-nums">
                  {item.count}
                </span>
              )}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
