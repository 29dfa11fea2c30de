"use client";

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
