import { CirclePlus, Keyboard, LogOut, Monitor, Moon, Sun, type LucideIcon } from "lucide-react";
import type { Route } from "next";
import { navItems } from "./nav.ts";
import { routes } from "./routes.ts";
import { signOut } from "./sign-out.ts";
import { setTheme } from "./use-theme.ts";

/** Something the command menu offers: a place to go to, or something to do. */
export interface Command {
  id: string;
  group: "APIs" | "Go to" | "Do";
  label: string;
  /** Beside the label, quieter. */
  detail?: string;
  icon: LucideIcon;
  keys?: string[];
  run: (go: (href: Route) => void) => void;
}

/** What is offered without asking the server. */
export function standingCommands({
  isAdmin,
  showKeys,
}: {
  isAdmin: boolean;
  showKeys: () => void;
}): Command[] {
  const places = navItems(isAdmin).map(({ href, label, icon, key }): Command => ({
    id: `go-${key}`,
    group: "Go to",
    label,
    icon,
    keys: ["g", key],
    run: (go) => go(href),
  }));
  const doing = (
    id: string,
    label: string,
    icon: LucideIcon,
    run: Command["run"],
    keys?: string[],
  ): Command => ({
    id,
    group: "Do",
    label,
    icon,
    run,
    ...(keys ? { keys } : {}),
  });
  return [
    ...places,
    doing("new-api", "Register an API", CirclePlus, (go) => go(routes.newApi()), ["n"]),
    doing("theme-light", "Light theme", Sun, () => setTheme("light")),
    doing("theme-dark", "Dark theme", Moon, () => setTheme("dark")),
    doing("theme-system", "System theme", Monitor, () => setTheme("system")),
    doing("keys", "Keyboard shortcuts", Keyboard, showKeys, ["?"]),
    doing("sign-out", "Sign out", LogOut, () => void signOut()),
  ];
}

/** Every word typed occurs in the label. */
export function matchesWords(label: string, typed: string): boolean {
  const text = label.toLowerCase();
  return typed
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
