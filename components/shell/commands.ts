import { CirclePlus, Keyboard, LogOut, Monitor, Moon, Sun, type LucideIcon } from "lucide-react";
import type { Route } from "next";
import type { UserRole } from "#lib/access/schema";
import { destinations } from "./nav.ts";
import { routes } from "./routes.ts";
import { signOut } from "./sign-out.ts";
import { setTheme } from "./use-theme.ts";

/** The groups of the command menu in their order. */
export const COMMAND_GROUPS = ["APIs", "Operations", "Teams", "Applications", "Go to", "Do"] as const;

/** Something the command menu offers: a place to go to, or something to do. */
export interface Command {
  id: string;
  group: (typeof COMMAND_GROUPS)[number];
  label: string;
  /** Beside the label, quieter. */
  detail?: string;
  icon: LucideIcon;
  keys?: string[];
  run: (go: (href: Route) => void) => void;
}

/** What is offered without asking the server. */
export function standingCommands({ role, showKeys }: { role: UserRole; showKeys: () => void }): Command[] {
  const places = destinations(role).map(({ href, label, icon, key }): Command => ({
    id: `go-${key}`,
    group: "Go to",
    label,
    icon,
    keys: ["g", key],
    run: (go) => go(href),
  }));
  const doing: Omit<Command, "group">[] = [
    {
      id: "new-api",
      label: "Register an API",
      icon: CirclePlus,
      keys: ["n"],
      run: (go) => go(routes.newApi()),
    },
    { id: "theme-light", label: "Light theme", icon: Sun, run: () => setTheme("light") },
    { id: "theme-dark", label: "Dark theme", icon: Moon, run: () => setTheme("dark") },
    { id: "theme-system", label: "System theme", icon: Monitor, run: () => setTheme("system") },
    { id: "keys", label: "Keyboard shortcuts", icon: Keyboard, keys: ["?"], run: showKeys },
    { id: "sign-out", label: "Sign out", icon: LogOut, run: () => void signOut() },
  ];
  return [...places, ...doing.map((command): Command => ({ ...command, group: "Do" }))];
}

/** Every word typed occurs in the label. */
export function matchesWords(label: string, typed: string): boolean {
  const text = label.toLowerCase();
  return typed
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
