"use client";
"use no memo"; // its script counts, and rendering it again costs little

import { Ellipsis } from "lucide-react";
import { usePathname } from "next/navigation";
import { cn } from "@/components/ui/cn.ts";
import { Link } from "@/components/ui/link.tsx";
import { Menu } from "@/components/ui/menu.tsx";
import { MenuLink } from "@/components/ui/menu-item.tsx";
import type { UserRole } from "#lib/access/schema";
import { isWithin, navItems } from "./nav.ts";
import { OpenIncidents } from "./open-incidents.tsx";
import { routes } from "./routes.ts";

/** The areas of the portal, as a sidebar list. */
export function SideNav({ role }: { role: UserRole }) {
  const path = usePathname();
  return (
    <nav aria-label="Main">
      <ul className="flex flex-col gap-0.5">
        {navItems(role).map(({ href, label, icon: Icon, key }) => (
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

/** As many areas as have room for their names on a narrow screen. */
const IN_SIGHT = 4;

/** The same areas on a narrow screen: a bar under the thumb, the last of them behind "More". */
export function BottomNav({ role }: { role: UserRole }) {
  const path = usePathname();
  const items = navItems(role);
  const behind = items.slice(IN_SIGHT);
  const isBehind = behind.some(({ href }) => isWithin(path, href));
  return (
    <nav aria-label="Main" className="fixed inset-x-0 bottom-0 z-30 border-t bg-surface-raised md:hidden">
      <ul className="flex">
        {items.slice(0, IN_SIGHT).map(({ href, label, icon: Icon }) => (
          <li key={href} className="min-w-0 flex-1">
            <Link
              href={href}
              aria-current={isWithin(path, href) ? "page" : undefined}
              className={cn(BAR_ITEM, "relative", isWithin(path, href) && "text-accent")}
            >
              <Icon aria-hidden className="size-5" />
              <span className="max-w-full truncate">{label}</span>
              {href === routes.incidents() ? (
                <OpenIncidents className="absolute top-1 left-1/2 h-4 min-w-4 translate-x-1.5 px-1" />
              ) : null}
            </Link>
          </li>
        ))}
        <li className="min-w-0 flex-1">
          <Menu
            label="More areas"
            align="end"
            side="above"
            triggerClassName={cn(BAR_ITEM, "w-full rounded-none", isBehind && "text-accent")}
            trigger={
              <>
                <Ellipsis aria-hidden className="size-5" />
                More
              </>
            }
          >
            {behind.map(({ href, label, icon: Icon }) => (
              <MenuLink key={href} href={href}>
                <Icon aria-hidden />
                {label}
              </MenuLink>
            ))}
          </Menu>
        </li>
      </ul>
    </nav>
  );
}

const BAR_ITEM =
  "flex h-14 flex-col items-center justify-center gap-0.5 text-xs font-medium text-text-muted -outline-offset-2";
