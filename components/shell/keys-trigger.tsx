"use client";
"use no memo"; // its script counts, and rendering it again costs little

import { IconButton } from "@/components/ui/icon-button.tsx";
import { openPanel } from "./shell-actions.ts";

/** Shows the key that does the same. */
export function KeysTrigger() {
  return (
    <IconButton label="Keyboard shortcuts" title="Keyboard shortcuts (?)" onClick={() => openPanel("keys")}>
      <span aria-hidden>?</span>
    </IconButton>
  );
}
