import {
  Bell,
  Boxes,
  House,
  LayoutGrid,
  ListChecks,
  Scale,
  Server,
  Settings2,
  ShieldCheck,
  type LucideIcon,
} from "lucide-react";
import type { Route } from "next";
import { routes } from "./routes.ts";

export interface NavItem {
  href: Route;
  label: string;
  icon: LucideIcon;
  /** Pressed after `g`, it goes there. */
  key: string;
}

const EVERYONE: NavItem[] = [
  { href: routes.home(), label: "Home", icon: House, key: "h" },
  { href: routes.catalogue(), label: "Catalogue", icon: LayoutGrid, key: "a" },
  { href: routes.applications(), label: "Applications", icon: Boxes, key: "p" },
  { href: routes.incidents(), label: "Resilience", icon: ShieldCheck, key: "r" },
  { href: routes.reviews(), label: "Reviews", icon: ListChecks, key: "w" },
  { href: routes.rules(), label: "Governance", icon: Scale, key: "v" },
  { href: routes.gateways(), label: "Gateways", icon: Server, key: "g" },
];
const ADMIN: NavItem = { href: routes.admin(), label: "Admin", icon: Settings2, key: "s" };

/** The areas this person can go to, in the order of the sidebar. */
export function navItems(isAdmin: boolean): NavItem[] {
  return isAdmin ? [...EVERYONE, ADMIN] : EVERYONE;
}

/** Where the keyboard and the command menu lead: the areas, and what the frame offers beside them. */
export function destinations(isAdmin: boolean): NavItem[] {
  return [
    ...navItems(isAdmin),
    { href: routes.notifications(), label: "Notifications", icon: Bell, key: "n" },
  ];
}

/** Whether the path lies in the area: "/" only when it is exactly that. */
export function isWithin(path: string, href: string): boolean {
  return href === "/" ? path === "/" : path === href || path.startsWith(`${href}/`);
}
