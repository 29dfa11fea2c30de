"use client";
"use no memo"; // its script counts, and rendering it again costs little

import { Moon, Sun } from "lucide-react";
import { IconButton } from "@/components/ui/icon-button.tsx";
import { setTheme } from "./use-theme.ts";

/** From what is shown to the other; "follow the system" is in the account menu. */
export function ThemeSwitch() {
  function flip() {
    const scheme = document.documentElement.dataset.theme;
    const isDark = scheme ? scheme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    setTheme(isDark ? "light" : "dark");
  }
  return (
    <IconButton label="Switch between light and dark" onClick={flip}>
      <Sun aria-hidden className="dark:hidden" />
      <Moon aria-hidden className="hidden dark:block" />
    </IconButton>
  );
}
