"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { cn } from "@/components/ui/cn.ts";
import { isWithin, navItems } from "./nav.ts";
import { OpenIncidents } from "./open-incidents.tsx";
import { routes } from "./routes.ts";

/** The areas of the portal, as a sidebar list. */
export function SideNav({ isAdmin }: { isAdmin: boolean }) {
  const path = usePathname();
  return (
    <nav aria-label="Main">
      <ul className="flex flex-col gap-0.5">
        {navItems(isAdmin).map(({ href, label, icon: Icon, key }) => (
          <li key={href}>
            <Link
              href={href}
              title={`${label} (g ${key})`}
              aria-current={isWithin(path, href) ? "page" : undefined}
              className={cn(
                "flex h-8 items-center gap-2.5 rounded-md px-2 text-sm font-medium text-text-muted hover:bg-surface-sunken hover:text-text",
                isWithin(path, href) && "bg-surface-sunken text-text",
              )}
            >
              <Icon aria-hidden className="size-4 shrink-0" />
              <span className="flex-1">{label}</span>
              {href === routes.incidents() ? <OpenIncidents /> : null}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** The same areas on a narrow screen: a bar under the thumb. */
export function BottomNav({ isAdmin }: { isAdmin: boolean }) {
  const path = usePathname();
  return (
    <nav aria-label="Main" className="fixed inset-x-0 bottom-0 z-30 border-t bg-surface-raised md:hidden">
      <ul className="flex">
        {navItems(isAdmin).map(({ href, label, icon: Icon }) => (
          <li key={href} className="min-w-0 flex-1">
            <Link
              href={href}
              aria-current={isWithin(path, href) ? "page" : undefined}
              className={cn(
                "relative flex h-14 flex-col items-center justify-center gap-0.5 text-xs font-medium text-text-muted -outline-offset-2",
                isWithin(path, href) && "text-accent",
              )}
            >
              <Icon aria-hidden className="size-5" />
              <span className="max-w-full truncate">{label}</span>
              {href === routes.incidents() ? (
                <OpenIncidents className="absolute top-1 left-1/2 h-4 min-w-4 translate-x-1.5 px-1" />
              ) : null}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
