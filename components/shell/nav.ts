import {
  Bell,
  Boxes,
  House,
  LayoutGrid,
  ListChecks,
  Scale,
  ScrollText,
  Server,
  Settings2,
  ShieldCheck,
  Users,
  type LucideIcon,
} from "lucide-react";
import type { Route } from "next";
import type { UserRole } from "#lib/access/schema";
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
  { href: routes.teams(), label: "Teams", icon: Users, key: "t" },
];
/** What else a role may see. */
const OF_ROLE: Record<UserRole, NavItem[]> = {
  admin: [{ href: routes.admin(), label: "Admin", icon: Settings2, key: "s" }],
  governance: [{ href: routes.audit(), label: "Audit", icon: ScrollText, key: "s" }],
  member: [],
};

/** The areas this person can go to, in the order of the sidebar. */
export function navItems(role: UserRole): NavItem[] {
  return [...EVERYONE, ...OF_ROLE[role]];
}

/** Where the keyboard and the command menu lead: the areas, and what the frame offers beside them. */
export function destinations(role: UserRole): NavItem[] {
  return [...navItems(role), { href: routes.notifications(), label: "Notifications", icon: Bell, key: "n" }];
}

/** Whether the path lies in the area: "/" only when it is exactly that. */
export function isWithin(path: string, href: string): boolean {
  return href === "/" ? path === "/" : path === href || path.startsWith(`${href}/`);
}
