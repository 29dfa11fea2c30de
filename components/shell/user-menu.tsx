"use client";
"use no memo"; // its script counts, and rendering it again costs little

import { Check, CircleUser, LogOut, Monitor, Moon, Sun, type LucideIcon } from "lucide-react";
import { MenuItem, MenuLink, MenuSeparator } from "@/components/ui/menu-item.tsx";
import { Menu } from "@/components/ui/menu.tsx";
import { routes } from "./routes.ts";
import { signOut } from "./sign-out.ts";
import { THEMES, type Theme } from "./theme.ts";
import { setTheme, useTheme } from "./use-theme.ts";
import { USER_ROLE_WORDS } from "./user-role-words.ts";

export interface Viewer {
  name: string;
  email: string;
  role: "admin" | "governance" | "member";
}

const THEME_LOOK: Record<Theme, { icon: LucideIcon; word: string }> = {
  system: { icon: Monitor, word: "System theme" },
  light: { icon: Sun, word: "Light theme" },
  dark: { icon: Moon, word: "Dark theme" },
};

function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  return [words[0], words.length > 1 ? words.at(-1) : ""].map((word) => word?.charAt(0) ?? "").join("");
}

/** Who is signed in, the theme, and the way out. */
export function UserMenu({ viewer }: { viewer: Viewer }) {
  const theme = useTheme();
  return (
    <Menu
      label={`Account of ${viewer.name}`}
      align="end"
      triggerClassName="w-8 rounded-full bg-accent-soft px-0 text-xs font-semibold text-accent uppercase"
      trigger={<span aria-hidden>{initials(viewer.name || viewer.email)}</span>}
    >
      <div className="flex max-w-64 flex-col px-2 py-1.5">
        <span className="truncate text-sm font-medium">{viewer.name}</span>
        <span className="truncate text-xs text-text-muted">{viewer.email}</span>
        <span className="text-xs text-text-muted">{USER_ROLE_WORDS[viewer.role]}</span>
      </div>
      <MenuSeparator />
      {THEMES.map((option) => {
        const { icon: Icon, word } = THEME_LOOK[option];
        return (
          <MenuItem key={option} checked={theme === option} onSelect={() => setTheme(option)}>
            <Icon aria-hidden />
            <span className="flex-1">{word}</span>
            {theme === option ? <Check aria-hidden className="text-accent" /> : null}
          </MenuItem>
        );
      })}
      <MenuSeparator />
      <MenuLink href={routes.account()}>
        <CircleUser aria-hidden />
        Account
      </MenuLink>
      <MenuItem onSelect={signOut}>
        <LogOut aria-hidden />
        Sign out
      </MenuItem>
    </Menu>
  );
}
