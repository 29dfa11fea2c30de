"use client";
"use no memo"; // its script counts, and rendering it again costs little

import { Search } from "lucide-react";
import { Kbd } from "@/components/ui/kbd.tsx";
import { openPanel } from "./shell-actions.ts";

/** Looks like a search box, opens the command menu. */
export function SearchTrigger() {
  return (
    <button
      type="button"
      onClick={() => openPanel("commands")}
      aria-keyshortcuts="Meta+K Control+K"
      className="flex h-8 w-full max-w-80 min-w-0 items-center gap-2 rounded-md border bg-surface-raised px-2.5 text-sm text-text-muted shadow-raised hover:border-border-strong touch-target"
    >
      <Search aria-hidden className="size-4 shrink-0" />
      <span className="flex-1 truncate text-left">Search or do…</span>
      <span aria-hidden className="hidden gap-0.5 sm:flex">
        <Kbd>⌘</Kbd>
        <Kbd>K</Kbd>
      </span>
    </button>
  );
}
